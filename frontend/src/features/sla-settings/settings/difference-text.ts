import { useTranslation } from 'react-i18next';
import type { Difference, Measure, Step } from './api';
import { durationText } from './durations';
import { shareText, useActionsText } from './effect-text';

const MEASURES: readonly string[] = [
  'first_reply', 'next_reply', 'resolution', 'periodic_update', 'agent_work_time', 'requester_wait_time',
];
/** Members whose values say something by themselves. */
const PLAIN = ['name', 'position', 'calendar', 'timezone', 'holiday_region'];

/** What one difference between versions says, in a sentence. */
export function useDifferenceText(): (difference: Difference) => string {
  const { t, i18n } = useTranslation('sla-settings');
  const actionsText = useActionsText();
  const timeOf = (value: unknown): string => (typeof value === 'number' ? durationText(value, i18n.language) : t('none'));
  const plain = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : t('none'));
  /** "Enterprise, at 50%: Raise the priority, new". */
  const stepText = (name: string, before: Step | null, after: Step | null): string => {
    const known = before ?? after;
    const share = known ? shareText(known.fraction, i18n.language) : '';
    if (before && after) {
      return t('difference.step.changed', { name, share, before: actionsText(before.actions), after: actionsText(after.actions) });
    }
    return t(before ? 'difference.step.removed' : 'difference.step.added', { name, share, actions: actionsText(known?.actions ?? []) });
  };
  return ({ kind, area, name, field, channel, priority, before, after }) => {
    if (kind !== 'changed') return t(`difference.${area}.${kind}`, { name });
    if (MEASURES.includes(field)) {
      return t('difference.target', {
        name,
        priority,
        channel: t(`channels.${channel}`),
        measure: t(`shared:clock.${field as Measure}`),
        before: timeOf(before),
        after: timeOf(after),
      });
    }
    if (field === 'step') return stepText(name, before as Step | null, after as Step | null);
    const what = t(`difference.field.${field}`);
    if (PLAIN.includes(field)) return t('difference.value', { name, what, before: plain(before), after: plain(after) });
    return t('difference.other', { name: priority ? `${name}, ${priority}` : name, what });
  };
}
