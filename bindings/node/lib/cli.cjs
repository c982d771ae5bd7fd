#!/usr/bin/env node
'use strict';

try {
  const { addon } = require('./addon.cjs');
  process.exitCode = addon.run(['rdp-health', ...process.argv.slice(2)]);
} catch (error) {
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
