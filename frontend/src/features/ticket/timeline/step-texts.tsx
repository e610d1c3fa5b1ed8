import { useTranslation } from 'react-i18next';

import { useMessages, useReasonLabels } from '@/shared/lib/messages';

import type { Entry } from '../types';

/** Where a ticket went and why, as routing stored it. */
export function RoutedText({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation('ticket');
  const say = useMessages();
  const labelOf = useReasonLabels();
  if (entry.kind !== 'routing') return entry.body_text || t('event.kinds.routing');
  const { message, reasons: lines, step } = entry.payload;
  if (message) return say(message, entry.body_text);
  const [first, ...others] = lines;
  if (first?.message && (step === 'escalated' || step === 'handed_on' || step === 'corrected')) {
    const why = say(first.message, first.detail);
    const said = new Map<string, string[]>();
    for (const one of others) said.set(one.label, [...(said.get(one.label) ?? []), say(one.message, one.detail)]);
    // What has the same label, such as those who were told, is one sentence.
    const rest = [...said].map(([label, texts]) => ended(`${labelOf(label)}: ${new Intl.ListFormat(i18n.language).format(texts)}`));
    return [step === 'corrected' ? why : t(`shared:reasons.code.${step}`, { why }), ...rest].join(' ');
  }
  if (entry.body_text) return entry.body_text;
  if (lines.length === 0) return t('event.kinds.routing');
  const reasons = lines.map(({ label, detail }) => [labelOf(label), detail].filter(Boolean).join(': '));
  return t('event.routed', { reasons: new Intl.ListFormat(i18n.language).format(reasons) });
}

/** Something that happened, such as to a scheduled reply; in the words it was stored with if it has no message. */
export function EventText({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  const say = useMessages();
  const message = entry.kind === 'integration' && entry.payload.step === 'event' ? entry.payload.message : undefined;
  return say(message, entry.body_text) || t('event.kinds.integration');
}

/** Which promise was missed. */
export function BreachText({ entry }: { entry: Entry }) {
  const { t } = useTranslation(['ticket', 'shared']);
  const clock = entry.kind === 'sla' ? (entry.payload as { clock?: string }).clock : undefined;
  if (!clock) return entry.body_text || t('ticket:event.steps.breach');
  return t('shared:reasons.code.clock_missed', { clock: t(`shared:clock.${clock}` as 'shared:clock.resolution') });
}

/** How satisfied the customer is, in points and in their own words. */
export function RatingText({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  if (entry.kind !== 'rating') return null;
  const { score, comment, kind } = entry.payload;
  const key = kind === 'ces' || kind === 'nps' ? kind : 'gave';
  return (
    <>
      {t(`rating.${key}`, { name: entry.author.name || t('timeline.unknown'), score })}
      {comment && <q className="t2"> {comment}</q>}
    </>
  );
}

const ended = (sentence: string): string => (/[.!?]$/.test(sentence) ? sentence : `${sentence}.`);
