// A conforming engine in JavaScript, written from the published rules. Node.js 18 or later, no dependencies.
// JSON-RPC 2.0 over standard input and output, one object a line; amounts are strings of øre.
// With the argument --late it still takes an order at the very instant of a cut-off: a bug to be found.
"use strict";
const readline = require("node:readline");
const LATE = process.argv.includes("--late");
const FEATURES = [
  "intraday", "straks", "lines", "terms", "blocks", "revocation", "insolvency", "standing", "exclusion", "readings",
];
const owed = (x) => (x < 0n ? x : 0n);

function run(day) {
  const people = new Map(
    day.participants.map((p) => {
      const { limit = null, straks: instant = true } = day.terms[p] ?? {};
      const terms = { limit: limit === null ? null : BigInt(limit), instant };
      const standing = { decree: null, notice: Infinity, marks: new Set(), expelled: false };
      return [p, { batch: 0n, straks: 0n, open: 0n, closed: 0n, ...terms, ...standing }];
    }),
  );
  const blocks = day.rulebook.intraday;
  const orders = new Map();
  const excluded = {};
  let openCycle = 0;

  const readings = day.readings;
  const cap = BigInt(day.rulebook.straks_cap);
  const cutoffOf = (name) => blocks.find((b) => b.block === name).cutoff;
  const gone = (who, system) => who.expelled || who.marks.has(system);
  const line = (who, account) => (readings["A-43"] === "lapses_at_decree" && who.decree !== null ? 0n : who[account]);
  const entry = (at) => (readings["A-02"] === "cutoff" ? Infinity : at);
  const waits = (o) => o.system === "intraday" && (o.status === "entered" || o.status === "carried");
  const ends = (o) => [people.get(o.payer), people.get(o.payee)];

  const handlers = {
    line(e) {
      const who = people.get(e.participant);
      const sent = BigInt(e.amount);
      if (!who || sent < 0n) return;
      if (e.system === "intraday") who.batch = sent;
      else if (sent + owed(who.open) + owed(who.closed) >= 0n) who.straks = sent;
    },
    submit(e) {
      if (orders.has(e.id)) return;
      const o = { ...e, amount: BigInt(e.amount), status: "refused", block: e.block ?? null };
      orders.set(e.id, o);
      const [payer, payee] = ends(o);
      if (!payer || !payee || payer === payee || o.amount <= 0n) return;
      if (gone(payer, o.system) || gone(payee, o.system)) return;
      if (o.system === "straks") {
        if (readings["A-10"] === "until_decree" && payer.decree !== null) return;
        if (!payer.instant || !payee.instant || o.amount > cap) return;
        if (o.amount > line(payer, "straks") + payer.open + owed(payer.closed)) return;
        payer.open -= o.amount;
        payee.open += o.amount;
        Object.assign(o, { status: "cleared", cycle: openCycle });
      } else {
        if (payer.limit !== null && o.amount > payer.limit) {
          o.status = "rerouted";
          return;
        }
        const block = blockFor(o.block, e.at);
        if (block) Object.assign(o, { status: "entered", block: block.block, entered: entry(e.at), fixed: block.cutoff });
      }
    },
    revoke(e) {
      const o = orders.get(e.id);
      if (o && waits(o) && e.at < o.fixed) o.status = "revoked";
    },
    decree(e) {
      const who = people.get(e.participant);
      if (who && who.decree === null) who.decree = e.at;
    },
    mark(e) {
      const who = people.get(e.participant);
      if (!who || who.decree === null || who.marks.has(e.system)) return;
      who.marks.add(e.system);
      if (e.system === "straks") return;
      for (const o of orders.values()) if (ends(o).includes(who) && leaves(o, who, e)) o.status = "rejected";
    },
    notice(e) {
      const who = people.get(e.participant);
      if (who) who.notice = Math.min(who.notice, e.at);
    },
    exclusion(e) {
      const who = people.get(e.participant);
      if (!who || who.expelled) return;
      who.expelled = true;
      for (const o of orders.values()) if (waits(o) && ends(o).includes(who)) o.status = "rejected";
    },
    limit(e) {
      const who = people.get(e.participant);
      if (who && BigInt(e.amount) >= 0n) who.limit = BigInt(e.amount);
    },
    // These change what the law says, and no status.
    publication() {},
    resolution() {},
    filing() {},
    cut_off(e) {
      if (e.system === "straks") {
        openCycle += 1;
        for (const who of people.values()) Object.assign(who, { closed: who.open, open: 0n });
        return;
      }
      for (const o of orders.values()) {
        if (waits(o) && o.block === e.block) Object.assign(o, { status: "admitted", entered: Math.min(o.entered, e.at) });
      }
    },
    settle(e) {
      if (e.system === "straks") settleStraks(e);
      else settleIntraday(e);
    },
  };

  function blockFor(name, at) {
    const open = (b) => (LATE ? at <= b.cutoff : at < b.cutoff);
    if (name === null) return blocks.find((b) => open(b) && !b.technical);
    const named = blocks.find((b) => b.block === name);
    if (named.technical) return undefined;
    return open(named) ? named : blocks.find((b) => b.block === named.late_to && open(b));
  }

  function leaves(o, who, e) {
    if (!waits(o) && !(o.system === "intraday" && o.status === "admitted")) return false;
    if (readings["A-09"] === "never" && people.get(o.payer) === who && o.at >= who.decree) return true;
    if (readings["A-07"] === "mark" && o.status === "admitted") return true;
    const kept = readings["A-01"] === "conditional" || (readings["A-01"] === "by_entry" && o.entered < who.decree);
    const failed = { mark: e.at, notice: Math.min(e.at, who.notice), decree: who.decree }[readings["A-05"]];
    return !kept && failed < cutoffOf(o.block);
  }

  function settleStraks(e) {
    for (const who of people.values()) {
      who.straks += who.closed;
      who.closed = 0n;
    }
    for (const o of orders.values()) {
      if (o.status === "cleared" && o.cycle < openCycle) Object.assign(o, { status: "settled", block: e.block });
    }
  }

  function settleIntraday(e) {
    const cycle = [...orders.values()].filter(
      (o) => o.block === e.block && (o.status === "admitted" || (LATE && o.status === "entered")),
    );
    const out = new Set();
    let nets = netPositions(cycle, out);
    for (;;) {
      const short = [...people].filter(([p, who]) => !out.has(p) && nets.get(p) + line(who, "batch") < 0n);
      if (short.length === 0) break;
      const funds = short.map(([p, who]) => nets.get(p) + line(who, "batch"));
      const least = funds.reduce((a, b) => (b < a ? b : a));
      const most = funds.reduce((a, b) => (b > a ? b : a));
      short.forEach(([p], n) => {
        if (readings["A-23"] === "worst_first" && funds[n] !== least) return;
        if (readings["A-23"] === "smallest_shortfall" && funds[n] !== most) return;
        out.add(p);
      });
      nets = netPositions(cycle, out);
    }
    excluded[e.block] = [...out].sort();
    for (const [p, who] of people) who.batch += nets.get(p);
    for (const o of cycle) finish(o, e, out);
  }

  function netPositions(cycle, out) {
    const nets = new Map(day.participants.map((p) => [p, 0n]));
    for (const o of cycle) {
      if (out.has(o.payer) || out.has(o.payee)) continue;
      nets.set(o.payer, nets.get(o.payer) - o.amount);
      nets.set(o.payee, nets.get(o.payee) + o.amount);
    }
    return nets;
  }

  function finish(o, e, out) {
    const at = blocks.findIndex((b) => b.block === e.block);
    if (!out.has(o.payer) && !out.has(o.payee)) {
      o.status = "settled";
      return;
    }
    const left = ends(o).some((who) => gone(who, "intraday"));
    const next = blocks[at].last ? undefined : blocks.slice(at + 1).find((b) => !b.technical);
    if (!next || (left && readings["A-15"] !== "set_aside")) {
      o.status = left && readings["A-15"] === "reversed" ? "reversed" : "rejected";
      return;
    }
    Object.assign(o, { status: "carried", block: next.block });
    if (readings["A-22"] === "renewed") Object.assign(o, { entered: entry(e.at), fixed: next.cutoff });
  }

  for (const event of day.events) handlers[event.type](event);
  const answer = { orders: {}, excluded, balances: {} };
  for (const [id, o] of orders) {
    answer.orders[id] = o.status === "settled" ? { status: o.status, block: o.block } : { status: o.status };
  }
  for (const [p, who] of people) answer.balances[p] = { intraday: `${who.batch}`, straks: `${who.straks}` };
  return answer;
}

const methods = {
  initialize: () => ({
    protocolVersion: 1,
    name: LATE ? "node engine, late at the cut-off" : "node engine",
    version: "1",
    language: "JavaScript",
    features: FEATURES,
  }),
  run: (params) => run(params.scenario),
  shutdown: () => null,
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result: methods[method](params) }) + "\n");
});
