import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { absoluteTime, relativeTime } from '@/shared/lib/dates';
import { useNow } from '@/shared/lib/ticker';
import { Button, FormSection, Loaded, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { CRMS, conflictsQuery, crmApi, nameOf, type Crm, type CrmConflict } from './api';

/** Both values of each field that no rule decides; nothing is overwritten before somebody chooses. */
export function Conflicts({ system, id, count }: { system: Crm; id: number; count: number }) {
  const { t } = useTranslation('crm-settings');
  const query = useInfiniteQuery(conflictsQuery(system, id));
  const part = useRef<HTMLElement>(null);
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const settle = useMutation({
    mutationFn: ({ row, choice }: { row: CrmConflict; choice: 'crm' | 'candor' }) => crmApi.settle(row.id, choice),
    onSuccess: () => {
      toast(t('conflicts.settled'));
      // Its row goes, and with it the button that was pressed.
      part.current?.focus();
    },
    onError: (error) => toastFailure(t('actionFailed', { reason: reasonOf(error) })),
    onSettled: () => client.invalidateQueries({ queryKey: [system] }),
  });
  return (
    <FormSection ref={part} id="crm-conflicts" title={t('conflicts.title')} hint={t('conflicts.hint', { count })} isWide>
      <Loaded query={query} fault={t('fault')}>
        {({ pages }) => (
          <ul className="crmlist">
            {pages.flatMap(({ results }) =>
              results.map((row) => (
                <Row key={row.id} system={system} row={row} isBusy={settle.isPending} onChoose={(choice) => settle.mutate({ row, choice })} />
              )),
            )}
          </ul>
        )}
      </Loaded>
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage ? t('busy') : null} onClick={() => void query.fetchNextPage()}>
          {t('conflicts.more')}
        </Button>
      ) : null}
    </FormSection>
  );
}

interface RowProps {
  system: Crm;
  row: CrmConflict;
  isBusy: boolean;
  onChoose: (choice: 'crm' | 'candor') => void;
}

function Row({ system, row, isBusy, onChoose }: RowProps) {
  const { t } = useTranslation('crm-settings');
  const mayWrite = useMay('connection.write');
  const isMerge = row.field === 'contact_merge';
  const whose = row.company?.name ?? row.contact?.name ?? '';
  return (
    <li>
      <p>
        <b className="med" dir="auto">
          {whose}
        </b>{' '}
        <span className="t3">{row.label || t(`field.${row.field}` as 'field.arr', { defaultValue: row.field, ...nameOf(system) })}</span>
      </p>
      {isMerge ? (
        <p className="hint">{t('conflicts.merge', nameOf(system))}</p>
      ) : (
        <dl className="crmsides">
          <Side name={CRMS[system].label} side={row.theirs} />
          <Side name="Candor" side={row.ours} />
        </dl>
      )}
      {mayWrite ? (
        <div className="crmacts" role="group" aria-label={t('conflicts.choose', { name: whose })}>
          <Button size="sm" busy={isBusy ? t('busy') : null} onClick={() => onChoose('crm')}>
            {isMerge ? t('conflicts.mergeHere') : t('conflicts.theirs', nameOf(system))}
          </Button>
          <Button size="sm" busy={isBusy ? t('busy') : null} onClick={() => onChoose('candor')}>
            {isMerge ? t('conflicts.keepApart') : t('conflicts.ours')}
          </Button>
        </div>
      ) : null}
    </li>
  );
}

function Side({ name, side }: { name: string; side: CrmConflict['theirs'] }) {
  const { t, i18n } = useTranslation('crm-settings');
  const now = useNow(60_000);
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <span dir="auto">{side.text || t('conflicts.empty')}</span>
        {side.at ? (
          <time className="why2" dateTime={side.at} title={absoluteTime(side.at, i18n.language)}>
            {relativeTime(side.at, now, i18n.language)}
          </time>
        ) : null}
      </dd>
    </>
  );
}
