// The tables of the central ledger in memory, and as much of knex as its position handlers ask of them.
"use strict";

class Query {
  constructor(rows, next) {
    Object.assign(this, { rows, next, tests: [], order: null, one: false, change: null });
  }

  // Nothing else runs meanwhile: what a transaction or a lock would keep apart is apart.
  transacting() {
    return this;
  }
  forUpdate() {
    return this;
  }
  select() {
    return this;
  }

  // Nothing that is joined is read: transfers have no fulfilment here, and there is no exchange of currencies.
  leftJoin() {
    return this;
  }
  where(column, value) {
    const wanted = typeof column === "string" ? { [column]: value } : column;
    for (const [name, is] of Object.entries(wanted)) this.tests.push((row) => row[plain(name)] === is);
    return this;
  }
  whereIn(column, values) {
    const wanted = new Set(values.map(String));
    this.tests.push((row) => wanted.has(String(row[plain(column)])));
    return this;
  }
  orderBy(column, direction) {
    this.order = (a, b) => (direction === "desc" ? b[column] - a[column] : a[column] - b[column]);
    return this;
  }
  first() {
    this.one = true;
    return this;
  }
  update(values) {
    this.change = (found) => found.map((row) => Object.assign(row, values)).length;
    return this;
  }
  insert(row) {
    this.change = () => this.next(row);
    return this;
  }

  then(done, failed) {
    return Promise.resolve()
      .then(() => this.result())
      .then(done, failed);
  }
  result() {
    const found = this.rows.filter((row) => this.tests.every((test) => test(row)));
    if (this.change) return this.change(found);
    if (this.order) found.sort(this.order);
    const copies = found.map((row) => ({ ...row }));
    return this.one ? copies[0] : copies;
  }
}

// A column may be written with its table before it.
const plain = (column) => column.split(".").pop();

// Return a stand-in for knex over these tables, each a list of rows.
function knexOver(tables) {
  const add = (table) => (row) => {
    tables[table].push({ ...row, [`${table}Id`]: tables[table].length + 1 });
    return tables[table].length;
  };
  const knex = (table) => {
    if (!(table in tables)) throw new Error(`the adapter has no table ${table}`);
    return new Query(tables[table], add(table));
  };
  knex.batchInsert = (table, rows) => ({ transacting: async () => rows.map(add(table)) });
  knex.transaction = async (work) => {
    const transaction = { commit: async () => {}, rollback: async () => {} };
    return work ? work(transaction) : transaction;
  };
  return knex;
}

module.exports = { knexOver };
