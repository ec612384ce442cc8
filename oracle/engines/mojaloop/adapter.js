// Mojaloop's central ledger 19.5.5 as an engine for prefunded instant payments. Node.js 20 or later; before the first
// run: npm ci --prefix oracle/engines/mojaloop
//
// Its own position handlers decide: `src/handlers/positions/handler.js`, a message at a time, or with the argument
// --batch `handlerBatch.js`, all payments of a minute in one batch. Around them there is no database and no Kafka:
// `tables.js` keeps the rows, and what would look up or send something else is answered here. A payment is prepared,
// and if its amount could be reserved, it is committed: in the next message, or in the next batch.
//
// Prefunded money is the balance of the settlement account, and the net debit cap is as high. Interbank cycles are ours: a
// payment that is committed is reported in the Straks cycle that was open then. What the handlers leave to others
// (unknown participants, ids, amounts that are not positive or over the cap) they are not asked.
"use strict";
const Module = require("node:module");
const path = require("node:path");
const readline = require("node:readline");
const { knexOver } = require("./tables.js");

const answer = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr); // the ledger logs there
process.env.LOG_LEVEL = "error";

const BATCH = process.argv.includes("--batch");
const FEATURES = BATCH ? ["straks", "lines", "any order in a minute"] : ["straks", "lines"];
const MINUTE = 60_000;
const CURRENCY = "DKK";
const POSITION = 1;
const SETTLEMENT = 2;

// -- what stands around the handlers -------------------------------------------------------------------------------

let ledger; // of the day that is being run

const span = { isFinished: true, audit: async () => {}, error: async () => {}, finish: async () => {}, setTags() {} };
const STAND_INS = {
  "node-rdkafka": () => ({ KafkaConsumer: class {}, Producer: class {}, HighLevelProducer: class {}, features: [] }),
  "lib/db": () => ({ getKnex: async () => knexOver(ledger.tables) }),
  "models/participant/facade": () => ({
    getByNameAndCurrency: async (name, currency, type) => ledger.account(ledger.id(name), type),
    getByIDAndCurrency: async (id, currency, type) => ledger.account(id, type),
    getParticipantLimitByParticipantCurrencyLimit: async (id) => ({ value: ledger.cap(id), thresholdAlarmPercentage: 1 }),
  }),
  "models/settlement/settlementModelCached": () => ({
    getAll: async () => [
      { currencyId: null, ledgerAccountTypeId: POSITION, settlementAccountTypeId: SETTLEMENT },
    ],
  }),
  "models/position/batchCached": () => ({
    getParticipantCurrencyByIds: async (trx, ids) => ledger.tables.participantCurrency.filter((c) => ids.map(Number).includes(c.participantCurrencyId)),
    getParticipantCurrencyByParticipantIds: async (trx, ids) => ledger.tables.participantCurrency.filter((c) => ids.map(Number).includes(c.participantId)),
  }),
  "domain/transfer": () => ({
    getTransferInfoToChangePosition: async (id) => ledger.payment(id),
    logTransferError: async () => {},
  }),
};

function standIn() {
  const load = Module._load;
  const home = path.dirname(require.resolve("@mojaloop/central-ledger/package.json"));
  Module._load = (request, parent, isMain) => {
    if (request in STAND_INS) return STAND_INS[request]();
    if (request.startsWith(".") && parent?.filename.startsWith(path.join(home, "src"))) {
      const within = path.relative(path.join(home, "src"), path.resolve(path.dirname(parent.filename), request));
      if (within in STAND_INS) return STAND_INS[within]();
    }
    return load(request, parent, isMain);
  };
  const from = (name) => require(require.resolve(name, { paths: [home] }));
  const { Util } = from("@mojaloop/central-services-shared");
  Util.Kafka.proceed = async () => true;
  Util.Kafka.produceGeneralMessage = async () => true;
  const { Tracer } = from("@mojaloop/event-sdk");
  Tracer.extractContextFromMessage = () => ({});
  Tracer.createChildSpanFromContext = () => span;
  from("@mojaloop/central-services-metrics").getHistogram = () => ({ startTimer: () => () => {} });
  const stream = from("@mojaloop/central-services-stream");
  stream.Kafka.otel.startConsumerTracingSpan = () => ({ executeInsideSpanContext: (produce) => produce() });
  const handlers = path.join(home, "src", "handlers", "positions");
  return require(path.join(handlers, BATCH ? "handlerBatch.js" : "handler.js")).positions;
}

// -- a day -----------------------------------------------------------------------------------------------------------

// The ledger's rows for these participants; the lines are in øre.
class Ledger {
  constructor(people, lines) {
    Object.assign(this, { people, lines });
    this.tables = { participantCurrency: [], participantPosition: [], transfer: [], transferParticipant: [] };
    Object.assign(this.tables, { transferStateChange: [], participantPositionChange: [], fxTransferStateChange: [] });
    people.forEach((name, n) => {
      this.open(n + 1, POSITION, 0n);
      this.open(n + 1, SETTLEMENT, -(lines.get(name) ?? 0n));
    });
  }

  open(participantId, ledgerAccountTypeId, balance) {
    const participantCurrencyId = this.tables.participantCurrency.length + 1;
    this.tables.participantCurrency.push({ participantCurrencyId, participantId, ledgerAccountTypeId, currencyId: CURRENCY });
    const reservedValue = "0.0000";
    const participantPositionId = participantCurrencyId;
    this.tables.participantPosition.push({ participantPositionId, participantCurrencyId, value: decimal(balance), reservedValue });
  }
  id(name) {
    return this.people.indexOf(name) + 1;
  }
  account(id, type) {
    return this.tables.participantCurrency.find((c) => c.participantId === id && c.ledgerAccountTypeId === type);
  }
  cap(id) {
    return decimal(this.lines.get(this.people[id - 1]) ?? 0n);
  }
  left(name) {
    const owed = this.tables.participantPosition.find(
      (p) => p.participantCurrencyId === this.account(this.id(name), POSITION).participantCurrencyId,
    );
    return (this.lines.get(name) ?? 0n) - ore(owed.value);
  }
  payment(transferId) {
    return { ...this.tables.transferParticipant.find((t) => t.transferId === transferId), transferStateId: this.state(transferId) };
  }
  state(transferId) {
    return this.tables.transferStateChange.findLast((change) => change.transferId === transferId)?.transferStateId;
  }
  enters(transferId, transferStateId) {
    const transferStateChangeId = this.tables.transferStateChange.length + 1;
    this.tables.transferStateChange.push({ transferStateChangeId, transferId, transferStateId });
  }

  receive(payment) {
    const amount = decimal(-BigInt(payment.amount)); // to the payee, as the ledger keeps it
    const role = { transferParticipantRoleTypeId: 2, ledgerEntryTypeId: 1 };
    const transferId = payment.id;
    this.tables.transfer.push({ transferId });
    this.tables.transferParticipant.push({ transferId, participantId: this.id(payment.payee), currencyId: CURRENCY, amount, ...role });
    this.enters(transferId, "RECEIVED_PREPARE");
  }

  message(payment, action) {
    const owner = action === "prepare" ? payment.payer : payment.payee;
    const amount = { amount: decimal(BigInt(payment.amount)), currency: CURRENCY };
    const payload = { transferId: payment.id, payerFsp: payment.payer, payeeFsp: payment.payee, amount };
    const [from, to] = action === "prepare" ? [payment.payer, payment.payee] : [payment.payee, payment.payer];
    const event = { id: payment.id, type: "position", action, state: { status: "success", code: 0 } };
    const content = { headers: {}, payload, uriParams: { id: payment.id }, context: {} };
    const key = `${this.account(this.id(owner), POSITION).participantCurrencyId}`;
    return { topic: "positions", key, partition: 0, offset: 0, value: { id: payment.id, from, to, content, metadata: { event } } };
  }
}

const decimal = (amount) => `${amount < 0n ? "-" : ""}${abs(amount) / 100n}.${`${abs(amount) % 100n}`.padStart(2, "0")}`;
const abs = (amount) => (amount < 0n ? -amount : amount);

function ore(told) {
  const [, minus, whole, part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(`${told}`);
  const amount = BigInt(whole) * 100n + BigInt(part.padEnd(2, "0").slice(0, 2));
  return minus ? -amount : amount;
}

async function run(day, positions) {
  const payments = day.events.filter((e) => e.type === "submit");
  const reason = unsupported(day, payments);
  if (reason) return { unsupported: reason };
  const lines = day.events.filter((e) => e.type === "line" && e.account === "straks");
  ledger = new Ledger(day.participants, new Map(lines.map((e) => [e.participant, BigInt(e.amount)])));
  for (const batch of batches(payments)) {
    batch.forEach((payment) => ledger.receive(payment));
    await positions(null, batch.map((payment) => ledger.message(payment, "prepare")));
    const reserved = batch.filter((payment) => ledger.state(payment.id) === "RESERVED");
    reserved.forEach((payment) => ledger.enters(payment.id, "RECEIVED_FULFIL"));
    if (reserved.length > 0) await positions(null, reserved.map((payment) => ledger.message(payment, "commit")));
    const stuck = batch.find((payment) => !["COMMITTED", "ABORTED_REJECTED"].includes(ledger.state(payment.id)));
    if (stuck) throw new Error(`the ledger left ${stuck.id} as ${ledger.state(stuck.id)}`);
  }
  return told(day, payments);
}

function batches(payments) {
  if (!BATCH) return payments.map((payment) => [payment]);
  const minutes = new Map();
  for (const payment of payments) minutes.set(payment.at, [...(minutes.get(payment.at) ?? []), payment]);
  return minutes.values();
}

// What of the day the handlers have no notion of; empty if nothing.
function unsupported(day, payments) {
  const people = new Set(day.participants);
  const cap = BigInt(day.rulebook.straks_cap);
  const first = Math.min(...payments.map((payment) => payment.at));
  for (const e of payments) {
    if (BATCH && e.at % MINUTE) return "times finer than a minute";
    if (!people.has(e.payer) || !people.has(e.payee) || e.payer === e.payee) return "orders that are not well formed";
    if (BigInt(e.amount) <= 0n || BigInt(e.amount) > cap) return "amounts that are not positive, and a cap";
    if (day.rulebook.straks.some((c) => c.cutoff !== null && c.cutoff <= e.at && e.at < c.settle)) {
      return "payments while a closed cycle is not booked";
    }
  }
  if (new Set(payments.map((e) => e.id)).size < payments.length) return "ids, which are judged before the position";
  for (const e of day.events.filter((one) => one.type === "line" && one.account === "straks")) {
    if (!people.has(e.participant)) return "unknown participants";
    if (e.at >= first || BigInt(e.amount) < 0n) return "lines that change during the day";
  }
  return payments.length > 0 ? "" : "a day without payments";
}

function told(day, payments) {
  const balances = new Map(day.participants.map((name) => [name, ledger.left(name)]));
  const orders = {};
  for (const payment of payments) {
    const cycle = day.rulebook.straks.find((c) => c.cutoff === null || payment.at < c.cutoff);
    const committed = ledger.state(payment.id) === "COMMITTED";
    orders[payment.id] = { status: "refused" };
    if (committed && cycle.cutoff !== null) orders[payment.id] = { status: "settled", block: cycle.block };
    else if (committed) {
      // its cycle is booked on a later day
      orders[payment.id] = { status: "cleared" };
      balances.set(payment.payer, balances.get(payment.payer) + BigInt(payment.amount));
      balances.set(payment.payee, balances.get(payment.payee) - BigInt(payment.amount));
    }
  }
  return { orders, balances: Object.fromEntries([...balances].map(([name, left]) => [name, { straks: `${left}` }])) };
}

// -- the protocol ------------------------------------------------------------------------------------------------------

async function main() {
  const positions = standIn();
  const who = { protocolVersion: 1, name: `Mojaloop central-ledger${BATCH ? ", in batches" : ""}`, version: "19.5.5" };
  const methods = {
    initialize: () => ({ ...who, language: "JavaScript", features: FEATURES }),
    run: (params) => run(params.scenario, positions),
    shutdown: () => null,
  };
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    try {
      answer(`${JSON.stringify({ jsonrpc: "2.0", id, result: await methods[method](params) })}\n`);
    } catch (error) {
      answer(`${JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32000, message: `${error.message}` } })}\n`);
    }
  }
  process.exit(0); // the ledger keeps timers
}

main();
