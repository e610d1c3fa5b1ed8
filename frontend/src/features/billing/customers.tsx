import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Button, Field, FormSection, Loaded, Segmented, toast, toastFailure, useReasonOf } from '@/shared/ui';
import { billingApi, customersQuery, type BillingCustomer, type BillingState, type Match } from './api';
import { CompanyChoice } from './company-choice';

const MATCHES = ['doubtful', 'unmatched', 'matched', 'ignored'] as const satisfies readonly Match[];

interface CustomersProps {
  id: number;
  matches: BillingState['matches'];
}

/** Whose Stripe's customers are: what is doubtful waits here for a person. */
export function Customers({ id, matches }: CustomersProps) {
  const { t } = useTranslation('billing');
  const [match, setMatch] = useState<Match>('doubtful');
  const [text, setText] = useState('');
  const query = useInfiniteQuery(customersQuery(id, match, text.trim()));
  const part = useRef<HTMLElement>(null);
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const settle = useMutation({
    mutationFn: ({ row, company, isIgnored }: { row: BillingCustomer; company: number | null; isIgnored: boolean }) =>
      billingApi.settle(row.id, { company_id: company, is_ignored: isIgnored }),
    onSuccess: (row) => {
      toast(t(`customers.settled.${row.match}`, { name: nameOf(row) }));
      // Its row may go, and with it the button that was pressed.
      part.current?.focus();
    },
    onError: (error) => toastFailure(t('actionFailed', { reason: reasonOf(error) })),
    onSettled: () => client.invalidateQueries({ queryKey: billingApi.key }),
  });
  return (
    <FormSection ref={part} id="billing-customers" title={t('customers.title')} hint={t('customers.hint')} isWide>
      <div className="bilpick">
        <Segmented
          label={t('customers.which')}
          value={match}
          options={MATCHES.map((value) => ({ value, label: t(`customers.match.${value}`, { count: matches[value] }) }))}
          onChange={setMatch}
        />
        <Field label={t('customers.search')} hideLabel placeholder={t('customers.search')} type="search" value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
      </div>
      <Loaded query={query} fault={t('customers.fault')}>
        {({ pages }) => {
          const rows = pages.flatMap(({ results }) => results);
          if (rows.length === 0) return <p className="t2">{t(`customers.none.${match}`)}</p>;
          return (
            <ul className="billist">
              {rows.map((row) => (
                <Row key={row.id} row={row} isBusy={settle.isPending} onSettle={(company, isIgnored) => settle.mutate({ row, company, isIgnored })} />
              ))}
            </ul>
          );
        }}
      </Loaded>
      {query.hasNextPage ? (
        <Button busy={query.isFetchingNextPage ? t('busy') : null} onClick={() => void query.fetchNextPage()}>
          {t('customers.more')}
        </Button>
      ) : null}
    </FormSection>
  );
}

const nameOf = (row: BillingCustomer): string => row.name || row.email || row.remote_id;

interface RowProps {
  row: BillingCustomer;
  isBusy: boolean;
  onSettle: (company: number | null, isIgnored: boolean) => void;
}

function Row({ row, isBusy, onSettle }: RowProps) {
  const { t } = useTranslation('billing');
  const mayWrite = useMay('connection.write');
  const [isChoosing, setChoosing] = useState(false);
  const name = nameOf(row);
  const busy = isBusy ? t('busy') : null;
  const whose = row.company?.name ?? row.contact?.name;
  return (
    <li>
      <p>
        <b className="med" dir="auto">
          {name}
        </b>{' '}
        <span className="t3 f12" dir="auto">
          {[row.email === name ? '' : row.email, row.remote_id === name ? '' : row.remote_id].filter(Boolean).join(' · ')}
        </span>
      </p>
      {whose ? (
        <p className="t2">
          {t('customers.is')} <bdi>{whose}</bdi>
          {row.matched_by ? <span className="t3"> ({t(`customers.by.${row.matched_by}`, { who: row.decided_by?.name ?? '' })})</span> : null}
        </p>
      ) : null}
      {row.why ? <p className="hint">{row.why}</p> : null}
      {mayWrite ? (
        <div className="bilacts" role="group" aria-label={t('customers.choose', { name })}>
          {row.candidates.map(({ company, why }) => (
            <Button key={company.id} size="sm" busy={busy} onClick={() => onSettle(company.id, false)}>
              {t(`customers.candidate.${why}`, { name: company.name })}
            </Button>
          ))}
          <Button size="sm" aria-expanded={isChoosing} onClick={() => setChoosing(!isChoosing)}>
            {t('customers.other')}
          </Button>
          {row.match === 'doubtful' || row.match === 'unmatched' ? (
            <Button size="sm" variant="ghost" busy={busy} onClick={() => onSettle(null, true)}>
              {t('customers.ignore')}
            </Button>
          ) : null}
          {row.decided_at ? (
            <Button size="sm" variant="ghost" busy={busy} onClick={() => onSettle(null, false)}>
              {t('customers.undo')}
            </Button>
          ) : null}
        </div>
      ) : null}
      {isChoosing ? <CompanyChoice onCompany={(company) => onSettle(company, false)} /> : null}
    </li>
  );
}
