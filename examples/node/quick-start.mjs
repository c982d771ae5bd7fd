// node quick-start.mjs HOST
import { check, primaryFinding } from 'rdp-health';

const report = await check(process.argv[2] ?? '127.0.0.1');
console.log(`${report.verdict}: ${report.summary}`);
for (const remedy of primaryFinding(report)?.remedies ?? []) console.log(`- ${remedy.action}`);
