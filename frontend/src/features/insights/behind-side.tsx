import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { behindFile, behindQuery } from './api';
import type { InsightsSearch } from './search';
import { TicketsSide } from './tickets-side';

/** The tickets behind a figure of the overview. */
export function BehindSide({ search, onClose }: { search: InsightsSearch; onClose: () => void }) {
  const { t } = useTranslation('insights');
  const query = useQuery(behindQuery(search));
  const { measure = 'created', side = 'all', group } = search;
  return (
    <TicketsSide
      title={t(`measure.${measure}`)}
      opened={`${measure} ${side} ${group ?? ''}`}
      query={query}
      file={behindFile(search)}
      onClose={onClose}
    />
  );
}
