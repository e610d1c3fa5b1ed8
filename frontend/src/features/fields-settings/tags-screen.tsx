import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { Button, Checkbox, Empty, Loaded, SearchField } from '@/shared/ui';
import { MOST, tagKeys, tagsApi, tagsChangesQuery, type TagsChange, type TagUse } from './api';
import { Frame } from './frame';
import { MergeBar } from './merge-bar';
import { DoneChange } from './undo-tags';
import { UseList } from './uses';

const POLL_MS = 3_000;

/** All tags with how often tickets have them; those that mean the same become one. */
export function TagsScreen() {
  const { t } = useTranslation('fields-settings');
  const may = useMay('field.write');
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const find = useRef<HTMLInputElement>(null);
  const q = text.toLowerCase();
  const query = useInfiniteQuery({
    queryKey: [...tagKeys.all, 'usage', q] as const,
    queryFn: ({ pageParam, signal }) => tagsApi.page(q, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? undefined,
    enabled: may,
    placeholderData: (known) => known,
  });
  const tags = (query.data?.pages ?? []).flatMap(({ results }) => results);
  const toggle = (name: string): void => setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <Frame title={t('tags.title')} at="tags">
      <div className="fset-find">
        <SearchField label={t('tags.find')} text={text} onText={setText} inputRef={find} />
      </div>
      {may ? <Changes /> : null}
      {chosen.length > 0 ? <MergeBar chosen={chosen} onDone={() => setChosen([])} /> : null}
      <Loaded query={query} fault={t('tags.fault')}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
        <div className="scroll fset" tabIndex={0} role="region" aria-label={t('tags.title')}>
          {tags.length > 0 ? <TagTable tags={tags} chosen={chosen} onToggle={toggle} /> : <Empty title={q ? t('tags.noneFound') : t('tags.none')} />}
          {query.hasNextPage ? (
            <Button busy={query.isFetchingNextPage ? t('tags.loading') : null} onClick={() => void query.fetchNextPage()}>
              {t('tags.more')}
            </Button>
          ) : null}
        </div>
      </Loaded>
    </Frame>
  );
}

interface TagTableProps {
  tags: readonly TagUse[];
  chosen: readonly string[];
  onToggle: (name: string) => void;
}

function TagTable({ tags, chosen, onToggle }: TagTableProps) {
  const { t, i18n } = useTranslation('fields-settings');
  const figure = new Intl.NumberFormat(i18n.language);
  const shown = (count: number): string => (count > MOST ? t('tags.over', { count: figure.format(MOST) }) : figure.format(count));
  return (
    <table className="dt cards fset-tags">
      <thead>
        <tr>
          <th scope="col">
            <span className="vh">{t('tags.choose')}</span>
          </th>
          <th scope="col">{t('tags.tag')}</th>
          <th scope="col">{t('tags.recent')}</th>
          <th scope="col">{t('tags.all')}</th>
          <th scope="col">{t('tags.usedBy')}</th>
        </tr>
      </thead>
      <tbody>
        {tags.map((tag) => (
          <tr key={tag.name}>
            <td>
              <Checkbox hideLabel label={t('tags.chooseOne', { name: tag.name })} isChecked={chosen.includes(tag.name)} onChange={() => onToggle(tag.name)} />
            </td>
            <th scope="row" className="med" dir="auto">
              {tag.name}
            </th>
            <td data-label={t('tags.recent')}>{shown(tag.recent)}</td>
            <td data-label={t('tags.all')}>{shown(tag.tickets)}</td>
            <td data-label={t('tags.usedBy')}>{tag.uses.length > 0 ? <UseList uses={tag.uses} /> : <span className="t2">{t('tags.nothing')}</span>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether it is under way, there or back. */
const runs = ({ ended_at, undo_at, undone_at }: TagsChange): boolean => ended_at === null || (undo_at !== null && undone_at === null);

/** Whether it can be taken back. */
const canGoBack = ({ undo_at, undo_until }: TagsChange): boolean => undo_at === null && undo_until !== null && Date.parse(undo_until) > Date.now();

/** The changes that are under way, the last one that could not change every ticket, and those that can be taken back. */
function Changes() {
  const { t } = useTranslation('fields-settings');
  const client = useQueryClient();
  const { data = [] } = useQuery({
    ...tagsChangesQuery,
    refetchInterval: ({ state }) => (state.data?.some(runs) ? POLL_MS : false),
  });
  const running = data.filter(runs).length;
  useEffect(() => {
    // What was merged is gone from the list, and counted elsewhere.
    if (running === 0) void client.invalidateQueries({ queryKey: [...tagKeys.all, 'usage'] });
  }, [client, running]);
  const shown = data.filter((change, at) => runs(change) || (at === 0 && change.skipped.length > 0));
  const back = data.filter((change) => !runs(change) && canGoBack(change));
  return (
    <ul className="fset-changes" aria-label={t('tags.changes')}>
      {shown.map((change) => (
        <li key={change.id} className="notice" dir="auto">
          <Progress change={change} />
        </li>
      ))}
      {back.map((change) => (
        <li key={`back-${change.id}`} className="notice">
          <DoneChange change={change} />
        </li>
      ))}
    </ul>
  );
}

function Progress({ change }: { change: TagsChange }) {
  const { t, i18n } = useTranslation('fields-settings');
  const names = new Intl.ListFormat(i18n.language, { type: 'conjunction' }).format(change.sources);
  const { target, changed, expected: count, skipped } = change;
  if (change.undo_at !== null && change.undone_at === null) return t('tags.goingBack', { names, count: change.returned });
  if (skipped.length > 0 && change.ended_at !== null) return t('tags.skipped', { names, count: skipped.length, numbers: skipped.slice(0, 10).map((one) => `#${one}`).join(', ') });
  return t(target ? 'tags.merging' : 'tags.deleting', { names, target, changed, count });
}
