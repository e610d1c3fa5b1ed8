import Blocks from 'lucide-react/icons/blocks';
import type { FeatureTicketSlots } from '@/shared/slots';
import { Engineering } from './ticket/engineering';
import { IssueChangeText, IssueLinkedText } from './ticket/issue-steps';
import './ticket/issues.css';

export default {
  panel: [{ id: 'engineering', labelKey: 'linear:panel.title', places: { customer: 35 }, component: Engineering }],
  steps: [
    { id: 'integration.issue_linked', kind: 'integration', step: 'issue_linked', icon: Blocks, labelKey: 'linear:step.linked', text: IssueLinkedText },
    { id: 'integration.issue_changed', kind: 'integration', step: 'issue_changed', icon: Blocks, labelKey: 'linear:step.changed', text: IssueChangeText },
  ],
  live: [{ id: 'issues', on: ['issues.', 'tickets.entry_appended'] }],
} satisfies FeatureTicketSlots;
