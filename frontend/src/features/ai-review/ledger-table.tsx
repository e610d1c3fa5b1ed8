import { useTranslation } from 'react-i18next';
import type { LedgerSearch } from './search';
import { percent, STATES, type Ledger, type LedgerLine, type State } from './words';

export interface LedgerTableProps {
  ledger: Ledger;
  search: LedgerSearch;
  onSearch: (search: LedgerSearch) => void;
}

/** A line for each group; each figure opens its conversations. */
export function LedgerTable({ ledger, search, onSearch }: LedgerTableProps) {
  const { t } = useTranslation(['ai-review', 'shared']);
  const nameOf = (key: string): string =>
    key === '' ? t('ledger.untyped') : t(`shared:${search.by === 'channel' ? 'channel' : 'type'}.${key}`, { defaultValue: key });
  const open = (group: string, state: State): void => onSearch({ ...search, group: group || undefined, state });
  return (
    <table className="dt lgt">
      <thead>
        <tr>
          <th scope="col">{t(search.by === 'channel' ? 'ledger.channel' : 'category')}</th>
          <th scope="col" className="r">
            {t('ledger.ended')}
          </th>
          <th scope="col">{t('ledger.share')}</th>
          {STATES.map((state) => (
            <th key={state} scope="col" className="r">
              <i className={`k s-${state}`} />
              {t(`state.${state}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <Line line={ledger.all} name={t('ledger.all')} search={search} isAll onOpen={(state) => open('', state)} />
        {ledger.groups
          // What has no category can be reached among all.
          .map((line) => (
            <Line key={line.key} line={line} name={nameOf(line.key)} search={search} onOpen={line.key ? (state) => open(line.key, state) : undefined} />
          ))}
      </tbody>
    </table>
  );
}

interface LineProps {
  line: LedgerLine;
  name: string;
  search: LedgerSearch;
  isAll?: boolean;
  onOpen: ((state: State) => void) | undefined;
}

function Line({ line, name, search, isAll = false, onOpen }: LineProps) {
  const { t, i18n } = useTranslation('ai-review');
  return (
    <tr className={isAll ? 'all' : ''}>
      <th scope="row">{name}</th>
      <td className="r" data-label={t('ledger.ended')}>
        {line.ended}
      </td>
      <td className="lbc">
        <span className="lbar" aria-hidden="true">
          {line.counts.map((one) => (one.count > 0 ? <i key={one.state} className={`s-${one.state}`} style={{ flexGrow: one.count }} /> : null))}
        </span>
      </td>
      {STATES.map((state) => {
        const one = line.counts.find((count) => count.state === state);
        const count = one?.count ?? 0;
        const share = one?.share ?? null;
        const shown = (
          <>
            {share === null ? null : percent(share, i18n.language)} <span className={share === null ? '' : 't3'}>{count}</span>
          </>
        );
        const isOpen = search.state === state && (search.group ?? '') === line.key;
        return (
          <td key={state} className="r" data-label={t(`state.${state}`)}>
            {count === 0 || !onOpen ? (
              <span className="dr t3">{shown}</span>
            ) : (
              <button
                type="button"
                className={isOpen ? 'dr on' : 'dr'}
                aria-pressed={isOpen}
                aria-label={t('ledger.open', { count, state: t(`state.${state}`), name })}
                onClick={() => onOpen(state)}
              >
                {shown}
              </button>
            )}
          </td>
        );
      })}
    </tr>
  );
}
