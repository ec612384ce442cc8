// A conforming engine in JavaScript, written from the published rules. Node.js 18 or later, no dependencies.
// JSON-RPC 2.0 over standard input and output, one object a line; amounts are strings of øre.
// With the argument --late it still takes an order at the very instant of a cut-off: a bug to be found.
"use strict";
const readline = require("node:readline");
const LATE = process.argv.includes("--late");
const FEATURES = [
  "sum", "intraday", "straks", "lines", "terms", "blocks", "revocation", "insolvency", "standing", "exclusion", "readings",
];
const WAITING = ["entered", "carried", "set_aside"];
const owed = (x) => (x < 0n ? x : 0n);

function run(day) {
  let now = null; // the event that is happening

  class Order {
    changes = []; // of its status; of several in one event the last
    admitted = []; // the blocks to whose cycle it was admitted
    booked = []; // the blocks in which it was booked
    #status = null;

    constructor(fields) {
      Object.assign(this, fields);
    }

    get status() {
      return this.#status;
    }

    set status(status) {
      if (status === this.#status) return;
      if (this.changes.at(-1)?.event === now) this.changes.pop();
      this.changes.push({ event: now, status });
      this.#status = status;
    }
  }

  const people = new Map(
    day.participants.map((p) => {
      const { limit = null, straks: instant = true } = day.terms[p] ?? {};
      const terms = { limit: limit === null ? null : BigInt(limit), instant };
      const standing = { decree: null, notice: Infinity, marks: new Set(), expelled: false };
      return [p, { batch: 0n, straks: 0n, open: 0n, closed: 0n, draw: 0n, held: false, ...terms, ...standing }];
    }),
  );
  const blocks = day.rulebook.batch;
  const orders = new Map();
  const excluded = {};
  const setAside = {};
  const booked = { sum: {}, intraday: {}, straks: {} }; // the nets of each block
  let openCycle = 0;
  let locked = false;
  let dayToClose = 0;

  const readings = day.readings;
  const cap = BigInt(day.rulebook.straks_cap);
  const cutoffOf = (name) => named(name).cutoff;
  const gone = (who, system) => who.expelled || who.marks.has(system);
  const line = (who, account) => (readings["A-43"] === "lapses_at_decree" && who.decree !== null ? 0n : who[account]);
  const entry = (at) => (readings["A-02"] === "cutoff" ? Infinity : at);
  const waits = (o) => WAITING.includes(o.status);
  const named = (name) => blocks.find((b) => b.block === name);
  const ends = (o) => [people.get(o.payer), people.get(o.payee)];

  const handlers = {
    line(e) {
      const who = people.get(e.participant);
      const sent = BigInt(e.amount);
      if (!who || sent < 0n) return;
      if (e.account === "batch") {
        if (!locked) who.batch = sent;
      } else if (sent + owed(who.open) + owed(who.closed) >= 0n) who.straks = sent;
    },
    submit(e) {
      if (orders.has(e.id)) return;
      const o = new Order({ ...e, amount: BigInt(e.amount), status: "refused", block: e.block ?? null });
      orders.set(e.id, o);
      const [payer, payee] = ends(o);
      if (!payer || !payee || payer === payee || o.amount <= 0n) return;
      if (gone(payer, o.system) || gone(payee, o.system)) return;
      if (o.system === "straks") {
        if (readings["A-10"] === "until_decree" && payer.decree !== null) return;
        if (!payer.instant || !payee.instant || o.amount > cap) return;
        const closed = readings["A-38"] === "both_signs" ? payer.closed : owed(payer.closed);
        if (o.amount > line(payer, "straks") + payer.open + closed) return;
        payer.open -= o.amount;
        payee.open += o.amount;
        Object.assign(o, { status: "cleared", cycle: openCycle });
      } else {
        if (o.system === "intraday" && payer.limit !== null && o.amount > payer.limit) {
          o.status = "rerouted";
          return;
        }
        const block = blockFor(o, e.at);
        if (!block) return;
        if (o.system === "intraday") register(o, block, e.at);
        else Object.assign(o, { status: "lodged", block: block.block, entered: lodgedAt(e.at) });
      }
    },
    lodge(e) {
      handlers.submit({ ...e, system: "sum" });
    },
    delivery(e) {
      for (const o of orders.values()) {
        if (o.status !== "lodged" || o.deliverer !== e.deliverer || o.part !== e.part) continue;
        const block = still(named(o.block), "sum", e.at);
        if (block) register(o, block, e.at);
        else o.status = "rejected";
      }
    },
    close(e) {
      if (e.day !== dayToClose || e.at < day.rulebook.clearing_days[e.day].end) return;
      const late = [...orders.values()].filter((o) => o.status === "lodged" && named(o.block).day <= e.day);
      if (!e.forced && late.some((o) => o.part === "pbs")) return;
      dayToClose += 1;
      for (const o of late) o.status = "rejected";
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
      if (e.system === "sum") who.draw = 0n;
      for (const o of orders.values()) {
        if (o.system === e.system && ends(o).includes(who) && leaves(o, who, e)) o.status = "rejected";
      }
    },
    notice(e) {
      const who = people.get(e.participant);
      if (who) who.notice = Math.min(who.notice, e.at);
    },
    exclusion(e) {
      const who = people.get(e.participant);
      if (!who || who.expelled) return;
      Object.assign(who, { expelled: true, draw: 0n });
      for (const o of orders.values()) if ((waits(o) || o.status === "lodged") && ends(o).includes(who)) o.status = "rejected";
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
      if (e.account === "straks") {
        openCycle += 1;
        for (const who of people.values()) Object.assign(who, { closed: who.open, open: 0n });
        return;
      }
      const block = named(e.block);
      const sumRests = block.sum === "if_set_aside" && ![...people.values()].some((who) => who.draw > 0n);
      for (const o of orders.values()) {
        if (!waits(o) || o.block !== e.block) continue;
        if (o.system === "sum" && sumRests) {
          const next = following(block, "sum");
          Object.assign(o, next ? { block: next.block } : { status: "rejected" });
        } else {
          Object.assign(o, { status: "admitted", entered: Math.min(o.entered, e.at) });
          o.admitted.push(e.block);
        }
      }
    },
    lock(e) {
      locked = true;
      for (const who of people.values()) who.held = readings["A-29"] === "if_covered" && line(who, "batch") < who.draw;
      const held = new Set([...people].filter(([, who]) => who.held).map(([p]) => p));
      for (const o of orders.values()) {
        if (o.status === "admitted" && o.system === "sum" && (held.has(o.payer) || held.has(o.payee))) finish(o, e, held);
      }
    },
    settle(e) {
      if (e.account === "straks") settleStraks(e);
      else settleBatch(e);
    },
  };

  function register(o, block, at) {
    const entered = { cutoff: Infinity, submitted: o.at, registered: at }[readings["A-02"]];
    Object.assign(o, { status: "entered", block: block.block, entered, fixed: block.cutoff });
  }

  function lodgedAt(at) {
    return readings["A-02"] === "submitted" ? at : Infinity;
  }

  function stillOpen(block, at) {
    return LATE ? at <= block.cutoff : at < block.cutoff;
  }

  function still(block, system, at) {
    if (stillOpen(block, at)) return block;
    const late = blocks.find((b) => ["late", "if_set_aside"].includes(b[system]) && stillOpen(b, at));
    return late && late.day === block.day ? late : undefined;
  }

  function blockFor(o, at) {
    if (o.block === null) return blocks.find((b) => b[o.system] === "regular" && stillOpen(b, at));
    const block = named(o.block);
    return block[o.system] === "regular" ? still(block, o.system, at) : undefined;
  }

  function following(block, system) {
    const used = system === "sum" ? ["regular", "late", "if_set_aside"] : ["regular"];
    const anyDay = system === "sum" && readings["A-32"] === "manual";
    const later = blocks.slice(blocks.indexOf(block) + 1);
    return later.find((b) => (anyDay || b.day === block.day) && used.includes(b[system]));
  }

  function leaves(o, who, e) {
    if (!waits(o) && o.status !== "lodged" && o.status !== "admitted") return false;
    if (readings["A-09"] === "never" && people.get(o.payer) === who && o.at >= who.decree) return true;
    if (readings["A-07"] === "mark" && o.status === "admitted") return true;
    const kept = readings["A-01"] === "conditional" || (readings["A-01"] === "by_entry" && o.entered < who.decree);
    const failed = { mark: e.at, notice: Math.min(e.at, who.notice), decree: who.decree }[readings["A-05"]];
    return !kept && (o.status === "lodged" || failed < cutoffOf(o.block));
  }

  function settleStraks(e) {
    booked.straks[e.block] = Object.fromEntries([...people].map(([p, who]) => [p, `${who.closed}`]));
    for (const who of people.values()) {
      who.straks += who.closed;
      who.closed = 0n;
    }
    for (const o of orders.values()) {
      if (o.status === "cleared" && o.cycle < openCycle) {
        Object.assign(o, { status: "settled", block: e.block });
        o.booked.push(e.block);
      }
    }
  }

  function settleBatch(e) {
    const cycle = [...orders.values()].filter(
      (o) => o.block === e.block && (o.status === "admitted" || (LATE && o.status === "entered")),
    );
    const inSum = cycle.filter((o) => o.system === "sum");
    const inIntraday = cycle.filter((o) => o.system === "intraday");
    const [aside, out] = exclusions(inSum, inIntraday, named(e.block));
    excluded[e.block] = [...out.keys()].sort();
    setAside[e.block] = Object.fromEntries([...aside].sort().map(([p, draw]) => [p, `${draw}`]));
    for (const [system, part, taken] of [["sum", inSum, aside], ["intraday", inIntraday, out]]) {
      const nets = netPositions(part, taken);
      booked[system][e.block] = Object.fromEntries([...nets].map(([p, net]) => [p, `${net}`]));
      for (const [p, who] of people) who.batch += nets.get(p);
      for (const o of part) finish(o, e, taken);
    }
    const last = following(named(e.block), "sum") === undefined;
    for (const [p, who] of people) {
      const forGood = last || (gone(who, "sum") && readings["A-15"] !== "set_aside");
      if (!who.held) who.draw = aside.get(p) ?? 0n;
      if (forGood) who.draw = 0n;
      who.held = false;
    }
    locked = false;
  }

  function exclusions(inSum, inIntraday, block) {
    const lines = new Map([...people].map(([p, who]) => [p, line(who, "batch")]));
    const both = [inSum, inIntraday];
    if (readings["A-47"] === "total_with_exclusion") {
      const draws = exclude(both, lines);
      return [draws, draws];
    }
    const total = weighed(both, new Map());
    const enough = [...lines].every(([p, cover]) => total.get(p) + cover >= 0n);
    if (readings["A-47"] === "total_then_serial" && enough) return [new Map(), new Map()];
    const intradayFirst = readings["A-48"] === "as_listed" && block.intraday_first;
    const [first, second] = intradayFirst ? [inIntraday, inSum] : [inSum, inIntraday];
    const outFirst = exclude([first], lines);
    const booked = netPositions(first, outFirst);
    const outSecond = exclude([second], new Map([...lines].map(([p, cover]) => [p, cover + booked.get(p)])));
    return intradayFirst ? [outSecond, outFirst] : [outFirst, outSecond];
  }

  function weighed(cycles, out) {
    const each = cycles.map((cycle) => netPositions(cycle, out));
    return new Map(
      day.participants.map((p) => {
        const nets = each.map((one) => one.get(p));
        const total = nets.reduce((a, b) => a + b, 0n);
        const drawn = nets.reduce((a, b) => (b < 0n ? a + b : a), 0n);
        return [p, readings["A-20"] === "either" && total < 0n ? drawn : total];
      })
    );
  }

  function exclude(cycles, cover) {
    const out = new Map(); // who was taken out, and with which net draw
    for (;;) {
      const nets = weighed(cycles, out);
      const short = day.participants.filter((p) => !out.has(p) && nets.get(p) + cover.get(p) < 0n);
      if (short.length === 0) return out;
      const funds = short.map((p) => nets.get(p) + cover.get(p));
      const least = funds.reduce((a, b) => (b < a ? b : a));
      const most = funds.reduce((a, b) => (b > a ? b : a));
      short.forEach((p, n) => {
        if (readings["A-23"] === "worst_first" && funds[n] !== least) return;
        if (readings["A-23"] === "smallest_shortfall" && funds[n] !== most) return;
        out.set(p, -nets.get(p));
      });
    }
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
    if (!out.has(o.payer) && !out.has(o.payee)) {
      o.status = "settled";
      o.booked.push(e.block);
      return;
    }
    const left = ends(o).some((who) => gone(who, o.system));
    const next = following(named(e.block), o.system);
    if (!next || (left && readings["A-15"] !== "set_aside")) {
      o.status = left && readings["A-15"] === "reversed" ? "reversed" : "rejected";
      return;
    }
    Object.assign(o, { status: o.system === "sum" ? "set_aside" : "carried", block: next.block });
    if (readings["A-22"] === "renewed") Object.assign(o, { entered: entry(e.at), fixed: next.cutoff });
  }

  for (const event of day.events) {
    now = event;
    handlers[event.type](event);
  }
  const answer = { orders: {}, excluded, set_aside: setAside, balances: {}, nets: booked };
  Object.assign(answer, { history: {}, admissions: {}, bookings: {} });
  for (const [id, o] of orders) {
    answer.orders[id] = o.status === "settled" ? { status: o.status, block: o.block } : { status: o.status };
    answer.history[id] = o.changes.map(({ event, status }) => ({ at: event.at, status }));
    answer.admissions[id] = o.admitted;
    answer.bookings[id] = o.booked;
  }
  for (const [p, who] of people) answer.balances[p] = { batch: `${who.batch}`, straks: `${who.straks}` };
  return answer;
}

const methods = {
  initialize: () => ({
    protocolVersion: 1,
    name: LATE ? "node engine, late at the cut-off" : "node engine",
    version: "1",
    language: "JavaScript",
    features: FEATURES,
    shutdown: true,
  }),
  run: (params) => run(params.scenario),
  shutdown: () => null,
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result: methods[method](params) }) + "\n");
});
