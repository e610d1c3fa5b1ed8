import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe, useUsers } from '@/shared/directory';
import { Checkbox, Empty, Loaded, SelectField } from '@/shared/ui';
import { among, GAP_SORTS, gapsFile, gapsQuery, KINDS, STATES, type Gaps } from './api';
import { FiguresForm } from './figures-form';
import { Frame, Period } from './frame';
import { GapPanel } from './gap-panel';
import { GapsTable } from './gaps-table';
import type { GapsSearch } from './search';
import { money } from './words';

export interface GapsScreenProps {
  search: GapsSearch;
  onSearch: (search: GapsSearch) => void;
}

/** What the documentation lacks, the dearest first. */
export function GapsScreen({ search, onSearch }: GapsScreenProps) {
  const { t } = useTranslation('kb-gaps');
  const query = useQuery(gapsQuery(search));
  const list = useRef<HTMLDivElement>(null);
  const close = (): void => {
    const last = search.gap;
    onSearch({ ...search, gap: undefined });
    // The panel takes what had the focus with it.
    requestAnimationFrame(() => (list.current?.querySelector<HTMLElement>(`[data-gap="${last}"]`) ?? list.current)?.focus());
  };
  return (
    <Frame page="gaps" title={t('gaps.title')} file={gapsFile(search)} filters={<Filters search={search} onSearch={onSearch} />}>
      <div className={`kg-cols${search.gap === undefined ? '' : ' has-panel'}`}>
        <div className="scroll kg-list" ref={list} tabIndex={-1} role="region" aria-label={t('gaps.title')}>
          <Loaded query={query} fault={t('fault')}>
            {(data) => (
              <>
                <Sum gaps={data} />
                {data.results.length === 0 ? (
                  <Empty title={t('gaps.none')}>{t('gaps.noneHint')}</Empty>
                ) : (
                  <GapsTable gaps={data} open={search.gap} onOpen={(gap) => onSearch({ ...search, gap })} />
                )}
                <FiguresForm key={JSON.stringify(data.figures)} figures={data.figures} />
              </>
            )}
          </Loaded>
        </div>
        {search.gap === undefined ? null : <GapPanel key={search.gap} id={search.gap} title={query.data?.results.find(({ id }) => id === search.gap)?.title} onClose={close} />}
      </div>
    </Frame>
  );
}

function Filters({ search, onSearch }: GapsScreenProps) {
  const { t } = useTranslation(['kb-gaps', 'shared']);
  const me = useMe();
  const users = useUsers();
  const set = (change: GapsSearch): void => onSearch({ ...search, ...change, gap: undefined });
  return (
    <>
      <Period days={search.days} onDays={(days) => set({ days })} />
      <SelectField
        hideLabel
        label={t('gaps.state')}
        value={among(STATES, search.state) ?? ''}
        options={[{ value: '', label: t('gaps.anyState') }, ...STATES.map((value) => ({ value, label: t(`state.${value}`) }))]}
        onChange={(state) => set({ state: state || undefined })}
      />
      <SelectField
        hideLabel
        label={t('gaps.kind')}
        value={among(KINDS, search.kind) ?? ''}
        options={[{ value: '', label: t('gaps.anyKind') }, ...KINDS.map((value) => ({ value, label: t(`kind.${value}`) }))]}
        onChange={(kind) => set({ kind: kind || undefined })}
      />
      <SelectField
        hideLabel
        label={t('gaps.owner')}
        value={search.owner ?? ''}
        options={[
          { value: '', label: t('gaps.anyOwner') },
          { value: 'me', label: t('shared:you') },
          ...users.filter((user) => user.id !== me?.id).map((user) => ({ value: String(user.id), label: user.name })),
        ]}
        onChange={(owner) => set({ owner: owner || undefined })}
      />
      <SelectField
        hideLabel
        label={t('gaps.sort')}
        value={among(GAP_SORTS, search.sort) ?? 'tickets'}
        options={GAP_SORTS.map((value) => ({ value, label: t(`gaps.sortBy.${value}`) }))}
        onChange={(sort) => set({ sort: sort === 'tickets' ? undefined : sort })}
      />
      <Checkbox label={t('gaps.singles')} isChecked={search.singles ?? false} onChange={(isOn) => set({ singles: isOn || undefined })} />
    </>
  );
}

function Sum({ gaps }: { gaps: Gaps }) {
  const { t, i18n } = useTranslation('kb-gaps');
  const { cost_per_ticket: cost, currency } = gaps.figures;
  if (gaps.results.length === 0) return null;
  const total = cost === null ? null : money(String(Number(cost) * gaps.tickets), currency, i18n.language);
  return (
    <p className="kg-sum">
      <b>{t('gaps.sum', { count: gaps.results.length, tickets: gaps.tickets })}</b>{' '}
      <span className="t2">{total === null ? t('gaps.noFigures') : t('gaps.sumCost', { total })}</span>
    </p>
  );
}
