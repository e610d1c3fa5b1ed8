import { useTranslation } from 'react-i18next';

import { useTicketSlots, type EntryPart, type EntryPlace } from '@/shared/slots';
import { SectionBoundary } from '@/shared/ticket-screen';

import type { Entry } from '../types';

interface EntryPartsProps {
  entry: Entry;
  at: EntryPart['at'][number];
  place: EntryPlace;
}

/** What other features tell about an entry, at one place of it. */
export function EntryParts({ entry, at, place }: EntryPartsProps) {
  const { t } = useTranslation();
  return useTicketSlots()
    .entry.filter((part) => part.place === place && part.at.includes(at))
    .map(({ id, labelKey, component: Content }) => (
      <SectionBoundary key={id} name={t(labelKey)} isSmall>
        <Content entry={entry} />
      </SectionBoundary>
    ));
}
