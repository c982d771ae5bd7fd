import rdp = require('rdp-health');

const report: Promise<rdp.Report> = rdp.check('srv01');
void report.then((found) => console.log(found.verdict satisfies rdp.Verdict));
