import PencilLine from 'lucide-react/icons/pencil-line';
import type { FeatureTicketSlots } from '@/shared/slots';
import { ChangedMark, ChangedText } from './ticket/changed';

export default {
  entry: [{ id: 'slack.changed', labelKey: 'slack:entry.changed', place: 'mark', at: ['message'], component: ChangedMark }],
  steps: [
    {
      id: 'integration.message_changed',
      kind: 'integration',
      step: 'message_changed',
      icon: PencilLine,
      labelKey: 'slack:entry.changed',
      text: ChangedText,
    },
  ],
} satisfies FeatureTicketSlots;
