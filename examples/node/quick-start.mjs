// node quick-start.mjs HOST
import { check } from 'rdp-health';

const report = await check(process.argv[2] ?? '127.0.0.1');
console.log(`${report.verdict}: ${report.summary}`);
for (const remedy of report.findings[0]?.remedies ?? []) console.log(`- ${remedy.do}`);
