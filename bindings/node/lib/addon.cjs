'use strict';

const { load, platformOf } = require('./loader.cjs');

/** The native half for this process. */
module.exports.addon = load(platformOf(process), require);
