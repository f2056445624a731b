import { loadControl } from '../lib/k6/load-control.ts';
import { ask } from '../lib/scenario/load.ts';

const control = loadControl();

export const options = control.options;
export const setup = control.setup;
export default ask;
export const handleSummary = control.handleSummary;
