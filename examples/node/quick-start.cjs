// node quick-start.cjs HOST
const { check, primaryFinding } = require('rdp-health');

check(process.argv[2] ?? '127.0.0.1').then((report) => {
  console.log(`${report.verdict}: ${report.summary}`);
  for (const remedy of primaryFinding(report)?.remedies ?? []) console.log(`- ${remedy.action}`);
});
