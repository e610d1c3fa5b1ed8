import './runbook.css';

export { MarkLine } from './mark-line';
export { StepRow } from './step-row';
export type { GivenMark, ShownMark, ShownStep } from './mark';
export { useAmount } from './use-amount';
