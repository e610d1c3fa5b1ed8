import { useTranslation } from 'react-i18next';

import type { Entry } from '../types';

/** Where a ticket went and why, as routing stored it. */
export function RoutedText({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation('ticket');
  if (entry.body_text) return entry.body_text;
  if (entry.kind !== 'routing' || entry.payload.reasons.length === 0) return t('event.kinds.routing');
  const reasons = entry.payload.reasons.map(({ label, detail }) => [label, detail].filter(Boolean).join(': '));
  return t('event.routed', { reasons: new Intl.ListFormat(i18n.language).format(reasons) });
}

/** How satisfied the customer is, in points and in their own words. */
export function RatingText({ entry }: { entry: Entry }) {
  const { t } = useTranslation('ticket');
  if (entry.kind !== 'rating') return null;
  const { score, comment } = entry.payload;
  return (
    <>
      {t('rating.gave', { name: entry.author.name || t('timeline.unknown'), score })}
      {comment && <q className="t2"> {comment}</q>}
    </>
  );
}
