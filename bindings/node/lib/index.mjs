export { check, scan, parseTarget, explain, diagnose, render, RdpHealthError } from './index.cjs';
