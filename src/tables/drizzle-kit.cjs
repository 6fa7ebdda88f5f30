// drizzle-kit looks for tables among a module's exports, one by one; ours stand in one object.
module.exports = process.env.ENGINE === 'postgres' ? require('./postgres.ts').postgresTables : require('./sqlite.ts').sqliteTables;
