// drizzle-kit looks for tables among a module's exports, one by one; ours stand in one object.
const engine = process.env.ENGINE === 'postgres' ? 'postgres' : 'sqlite';
module.exports = require(`./${engine}.ts`).tables;
