// An adapter for Zerohour: one JSON message a line on standard input and output. Log to standard error.
// Node.js 18 or later, no dependencies. Amounts are strings of øre: read them with BigInt.
"use strict";
const readline = require("node:readline");

const FEATURES = ["intraday", "exclusion", "lines"]; // what your engine supports; it is asked about nothing else

// Run a whole day; return what came of every order.
function run(scenario) {
  const sent = scenario.events.filter((event) => event.type === "submit");
  return { orders: Object.fromEntries(sent.map((order) => [order.id, { status: "refused" }])) }; // ask your engine
}

const methods = {
  initialize: () => ({ protocolVersion: 1, name: "my engine", version: "1", language: "JavaScript", features: FEATURES }),
  run: (params) => run(params.scenario),
};

readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result: methods[method](params) }) + "\n");
});
