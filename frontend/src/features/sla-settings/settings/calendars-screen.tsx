import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Loaded } from '@/shared/ui';
import { calendarsQuery } from './api';
import { CalendarEditor } from './calendar-editor';
import { Frame } from './frame';

/** Working hours, holidays and who works by them. */
export function CalendarsScreen() {
  const { t } = useTranslation('sla-settings');
  const may = useMay('sla.write');
  const query = useQuery({ ...calendarsQuery, enabled: may, refetchOnWindowFocus: false });
  return (
    <Frame title={t('calendars.title')}>
      <Loaded query={query} fault={t('calendars.fault')}>
        {query.data ? <CalendarEditor data={query.data} /> : null}
      </Loaded>
    </Frame>
  );
}
