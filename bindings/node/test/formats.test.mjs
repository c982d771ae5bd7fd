// Formats by schemas that nobody here wrote; and lists of reports.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

import { render } from '../lib/index.mjs';

const require = createRequire(import.meta.url);
const recorded = fileURLToPath(new URL('../../../crates/rdp-health-render/tests/reports/', import.meta.url));
const fleet = readdirSync(recorded).sort().map((file, index) =>
  JSON.parse(readFileSync(path.join(recorded, file), 'utf8').replaceAll('rdp1.lab.test', `srv${index}.lab.test`)));

describe('formats', () => {
  it('SARIF keeps to the schema of OASIS', () => {
    // Microsoft's matchers for Jest carry the schema.
    const file = require.resolve('@microsoft/jest-sarif/package.json');
    const schema = path.join(path.dirname(file), 'lib/schemas/sarif-2.1.0-rtm.5.json');
    const Ajv = createRequire(file)('ajv');
    const ajv = new Ajv({ schemaId: 'auto', meta: false, unknownFormats: 'ignore' });
    ajv.addMetaSchema(createRequire(file)('ajv/lib/refs/json-schema-draft-04.json'));
    const valid = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
    const odd = structuredClone(fleet[0]);
    odd.target.host = 'fe80::1%eth0 <x> "y" [z]';
    for (const reports of [fleet[9], fleet, [], odd]) {
      const log = JSON.parse(render(reports, 'sarif'));
      assert.ok(valid(log), JSON.stringify(valid.errors));
      const { results, tool } = log.runs[0];
      for (const result of results) assert.equal(tool.driver.rules[result.ruleIndex].id, result.ruleId);
    }
    const broken = JSON.parse(render(fleet, 'sarif'));
    broken.runs[0].results[0].level = 'grave';
    assert.ok(!valid(broken));
    // A host without a verdict is open, and no pass.
    assert.equal(broken.runs[0].results.filter((result) => result.kind === 'open').length, 1);
  });

  it('a list of reports is one document', () => {
    assert.equal(render(fleet, 'csv').split('\r\n').length, fleet.length + 2);
    assert.equal(JSON.parse(render(fleet, 'json')).length, fleet.length);
    assert.equal(render(fleet, 'ndjson').trim().split('\n').length, fleet.length);
    assert.match(render(fleet, 'text'), /10 hosts: /);
  });

  it('names what is no report', () => {
    assert.throws(() => render([{}], 'csv'), { code: 'ERR_RDP_INVALID_REPORT' });
    assert.throws(() => render(fleet, 'docx'), { code: 'ERR_RDP_INVALID_OPTION' });
  });
});
