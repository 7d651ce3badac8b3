// The queries of tests/bench/naive, asked of DuckDB: its tables loaded first, as it likes them.
// usage: node duck.mjs WHERE-IT-IS-INSTALLED FOLDER SECONDS
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const [home, folder, seconds] = process.argv.slice(2);
const { DuckDBInstance } = createRequire(resolve(home, 'package.json'))('@duckdb/node-api');
const db = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();

const number = async sql => Number((await db.runAndReadAll(sql)).getRows()[0][0]);
const fact = (name, ms, remark = '') =>
	console.log(['segments', name, 1, ms, ms, ms, remark].join('\t'));

// So long, or not at all.
const timed = async sql => {
	const start = performance.now();
	let late = false;
	const timer = setTimeout(() => { late = true; db.interrupt(); }, seconds * 1000);
	try {
		return { n: await number(sql), ms: performance.now() - start };
	} catch (e) {
		return { late, why: String(e).split('\n')[0] };
	} finally {
		clearTimeout(timer);
	}
};

const columns = readFileSync(join(folder, 'tables.tsv'), 'utf8').trim().split('\n');
await db.run("CREATE SCHEMA cal");
for (const line of columns) {
	const [table, ...cells] = line.split('\t');
	const file = join(folder, table.replace('cal.', '') + '.csv').replaceAll("'", "''");
	const types = cells.map(c => c.split(' ')).map(([name, type]) => `'${name}': '${type}'`);
	await db.run(`CREATE TABLE ${table} AS SELECT * FROM read_csv('${file}', header = false, delim = ',',
		quote = '"', escape = '"', nullstr = '', allow_quoted_nulls = false, auto_detect = false,
		columns = {${types.join(', ')}})`);
}

// SQLite's own words.
const translated = sql => sql.replaceAll('sum(max(e2.amount - e2.paid, 0))',
	'sum(greatest(e2.amount - e2.paid, 0))').replaceAll('/', '//')
	.replaceAll("coalesce(p.guardian, '') <> ''", 'p.guardian IS NOT NULL').replace(
	/- (\(\d+ < CASE WHEN b\.md = 229 .*? END\))/g, '- CAST($1 AS INTEGER)');

let [total, late, failed, other] = [0, 0, 0, 0];
for (const line of readFileSync(join(folder, 'queries.tsv'), 'utf8').trim().split('\n')) {
	const [name, fit, condition] = line.split('\t');
	const sql = `SELECT count(*) FROM patient p WHERE p.status <> 'merged' AND ${translated(condition)}`;
	const { n, ms, late: gone, why } = await timed(sql);
	const differs = n !== undefined && n !== Number(fit);
	if (!/^s\d\d$/.test(name)) {
		if (n !== undefined) fact(`DuckDB: ${name}`, ms, differs ? 'another answer' : '');
		continue;
	}
	total += ms ?? 0;
	late += gone ? 1 : 0;
	failed += n === undefined && !gone ? 1 : 0;
	other += differs ? 1 : 0;
	if (differs) console.error(`duck: ${name}: ${n}, not ${fit}`);
	if (why) console.error(`duck: ${name}: ${gone ? 'given up' : why}`);
}
fact('DuckDB: 50 counts, asked of the rows', total,
	`without ${late} given up after ${seconds} s and ${failed} not understood; ${other} of another answer`);
process.exit(0);
