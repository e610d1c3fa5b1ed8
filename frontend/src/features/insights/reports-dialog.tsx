import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '@/shared/directory';
import { SaveFault } from '@/shared/form';
import { Button, Confirm, Dialog, Loaded, Switch, toast } from '@/shared/ui';
import { allowOutside, changeReport, deleteReport, reportsQuery } from './api';
import { draftOf, filtersOf, newDraft } from './report-draft';
import { ReportForm } from './report-form';
import { ReportRow } from './report-row';
import type { InsightsSearch } from './search';
import type { Report, Reports } from './words';

const WIDTH = 720;

/** The reports that are mailed by the clock; what is on the screen can become one. */
export function ReportsDialog({ search, onClose }: { search: InsightsSearch; onClose: () => void }) {
  const { t } = useTranslation('insights');
  const query = useQuery(reportsQuery);
  return (
    <Dialog isOpen onOpenChange={(open) => (open ? undefined : onClose())} title={t('plan.title')} description={t('plan.hint')} width={WIDTH}>
      <Loaded query={query} fault={t('plan.fault')}>
        {(reports) => <Body search={search} reports={reports} />}
      </Loaded>
    </Dialog>
  );
}

function Body({ search, reports }: { search: InsightsSearch; reports: Reports }) {
  const { t } = useTranslation('insights');
  const client = useQueryClient();
  const me = useMe();
  const [open, setOpen] = useState<number | 'new' | null>(null);
  const row = reports.results.find(({ id }) => id === open);
  const renew = (): void => void client.invalidateQueries({ queryKey: reportsQuery.queryKey });
  if (open !== null && me && (open === 'new' || row)) {
    const name = t(`view.${search.reader ?? 'operations'}`);
    return (
      <ReportForm
        key={open}
        first={row ? draftOf(row) : newDraft(search, name, me.id)}
        row={row}
        filters={filtersOf(search)}
        reports={reports}
        zone={me.timezone}
        onCancel={() => setOpen(null)}
        onSaved={(saved) => {
          renew();
          toast(t(row ? 'plan.saved' : 'plan.scheduled', { name: saved.name }));
          setOpen(null);
        }}
      />
    );
  }
  return <List reports={reports} onOpen={setOpen} renew={renew} />;
}

function List({ reports, onOpen, renew }: { reports: Reports; onOpen: (open: number | 'new') => void; renew: () => void }) {
  const { t } = useTranslation('insights');
  const [leaving, setLeaving] = useState<Report | null>(null);
  const pause = useMutation({ mutationFn: (row: Report) => changeReport(row, { is_paused: row.pause === null }), onSuccess: renew });
  const remove = useMutation({
    mutationFn: (row: Report) => deleteReport(row.id),
    onSuccess: () => {
      setLeaving(null);
      renew();
    },
  });
  const { settings } = reports;
  const outside = useMutation({ mutationFn: (is: boolean) => allowOutside(settings, is), onSuccess: renew });
  return (
    <div className="form-grid">
      {reports.results.length === 0 ? <p className="t2">{t('plan.none')}</p> : null}
      <ul className="inrl">
        {reports.results.map((row) => (
          <ReportRow key={row.id} row={row} onChange={() => onOpen(row.id)} onPause={() => pause.mutate(row)} onDelete={() => setLeaving(row)} />
        ))}
      </ul>
      <SaveFault title={t('plan.notSaved')} error={pause.error ?? remove.error ?? outside.error} />
      <p>
        <Button variant="primary" onClick={() => onOpen('new')}>
          {t('plan.this')}
        </Button>
      </p>
      {settings.may_change ? <Switch label={t('plan.outside')} isOn={settings.allows_outside} onChange={(is) => outside.mutate(is)} /> : null}
      <Confirm
        isOpen={leaving !== null}
        onOpenChange={(is) => (is ? undefined : setLeaving(null))}
        title={t('plan.deleteTitle', { name: leaving?.name ?? '' })}
        consequence={t('plan.deleteHint')}
        action={t('plan.delete')}
        busy={remove.isPending ? t('plan.saving') : null}
        onConfirm={() => (leaving ? remove.mutate(leaving) : undefined)}
      />
    </div>
  );
}
