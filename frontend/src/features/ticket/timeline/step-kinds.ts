import Blocks from 'lucide-react/icons/blocks';
import Clock from 'lucide-react/icons/clock-3';
import PencilLine from 'lucide-react/icons/pencil-line';
import Route from 'lucide-react/icons/route';
import Merge from 'lucide-react/icons/merge';
import Split from 'lucide-react/icons/split';
import Star from 'lucide-react/icons/star';

import type { StepKind } from '@/shared/slots';

import { RelationText } from '../merging/marks';
import { ChangeText } from './change-text';
import { BreachText, EventText, RatingText, RoutedText } from './step-texts';

/** Steps of one kind that differ in their name alone. */
const named = (kind: string, icon: StepKind['icon'], steps: readonly string[]): StepKind[] =>
  steps.map((step) => ({ id: `${kind}.${step}`, kind, step, icon, labelKey: `ticket:event.steps.${step}` }));

export const stepKinds: readonly StepKind[] = [
  { id: 'change', kind: 'change', icon: PencilLine, labelKey: 'ticket:event.kinds.change', text: ChangeText },
  { id: 'routing', kind: 'routing', icon: Route, labelKey: 'ticket:event.kinds.routing', text: RoutedText },
  { id: 'rating', kind: 'rating', icon: Star, labelKey: 'ticket:event.kinds.rating', text: RatingText },
  { id: 'sla', kind: 'sla', icon: Clock, labelKey: 'ticket:event.kinds.sla' },
  { id: 'sla.breach', kind: 'sla', step: 'breach', icon: Clock, labelKey: 'ticket:event.steps.breach', text: BreachText },
  ...named('sla', Clock, ['start', 'pause', 'resume', 'warn', 'fulfil']),
  { id: 'ai', kind: 'ai', icon: 'assistant', labelKey: 'ticket:event.kinds.ai' },
  ...named('ai', 'assistant', ['triage', 'clarify', 'answer', 'handoff', 'feedback']),
  { id: 'integration', kind: 'integration', icon: Blocks, labelKey: 'ticket:event.kinds.integration' },
  { id: 'integration.event', kind: 'integration', step: 'event', icon: Blocks, labelKey: 'ticket:event.kinds.integration', text: EventText },
  ...(['merged', 'unmerged', 'split'] as const).map((step) => ({
    id: `integration.${step}`,
    kind: 'integration',
    step,
    icon: step === 'merged' ? Merge : Split,
    labelKey: `ticket:event.steps.${step}`,
    text: RelationText,
  })),
];
