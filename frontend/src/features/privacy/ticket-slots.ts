import type { FeatureTicketSlots } from '@/shared/slots';
import { RedactButton } from './redact/redact-button';
import { RedactionMarks } from './redact/redaction-marks';

const WRITTEN = ['message', 'note'] as const;

export default {
  entry: [
    { id: 'privacy.redact', labelKey: 'privacy:redact.open', place: 'mark', at: WRITTEN, component: RedactButton },
    { id: 'privacy.marks', labelKey: 'privacy:marks.label', place: 'end', at: WRITTEN, component: RedactionMarks },
    { id: 'privacy.stepMarks', labelKey: 'privacy:marks.label', place: 'mark', at: ['step'], component: RedactionMarks },
  ],
} satisfies FeatureTicketSlots;
