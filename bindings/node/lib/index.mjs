export { check, scan, explain, diagnose, render, RdpHealthError } from './index.cjs';
