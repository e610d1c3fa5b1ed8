import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import Plus from 'lucide-react/icons/plus';
import Upload from 'lucide-react/icons/upload';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys } from '@/shared/api';
import { useMay, useMe, useUsers } from '@/shared/directory';
import { KnowledgeTabs } from '@/shared/knowledge';
import { useDocumentTitle } from '@/shared/lib/document-title';
import { relativeTime, shortDate } from '@/shared/lib/dates';
import { useShortcuts } from '@/shared/lib/shortcuts';
import { useNow } from '@/shared/lib/ticker';
import { ConnectionBar } from '@/shared/realtime';
import { Avatar, Badge, Button, Checkbox, Empty, ErrorState, Icon, SearchField, SelectField, toastFailure, useFound, useReasonOf } from '@/shared/ui';
import { articlesQuery, AUDIENCES, kbApi, languagesQuery, STATUSES, type ArticleFilters, type ArticleRow } from './api';
import { ImportDialog } from './import-dialog';
import { languageName } from './languages';
import { STATUS_TONE } from './status-tone';
import './kb.css';

export interface KnowledgeScreenProps {
  search: ArticleFilters;
  onSearch: (search: ArticleFilters) => void;
  onOpen: (id: number) => void;
}

/** The list of articles: what there is, whose it is, what needs work. */
export function KnowledgeScreen({ search, onSearch, onOpen }: KnowledgeScreenProps) {
  const { t } = useTranslation(['kb', 'shared']);
  const me = useMe();
  const users = useUsers();
  const mayWrite = useMay('article.draft');
  const reasonOf = useReasonOf();
  const client = useQueryClient();
  const [isImporting, setImporting] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const create = useMutation({
    mutationFn: () => kbApi.create({ title: t('untitled'), body: '', body_format: 'html' }),
    onSuccess: (article) => {
      client.setQueryData(keys.article(article.id), article);
      onOpen(article.id);
    },
    onError: (error) => toastFailure(t('notCreated', { reason: reasonOf(error) })),
  });
  const isFiltered = Object.values(search).some(Boolean);
  useDocumentTitle(t('title'));
  useShortcuts(t('title'), [
    { keys: '/', label: t('search'), run: () => field.current?.focus() },
    { keys: 'n', label: t('new'), run: () => (mayWrite ? create.mutate() : false) },
  ]);
  const set = (change: ArticleFilters): void => onSearch({ ...search, ...change });
  return (
    <main className="pane sp kb" id="content" tabIndex={-1} data-pane="content">
      <header className="bar">
        <h1>{t('title')}</h1>
        <span className="sp" />
        {mayWrite ? (
          <>
            <Button variant="ghost" icon={<Icon icon={Upload} />} onClick={() => setImporting(true)}>
              {t('import.open')}
            </Button>
            <Button icon={<Icon icon={Plus} />} keys="n" busy={create.isPending ? t('creating') : null} onClick={() => create.mutate()}>
              {t('new')}
            </Button>
          </>
        ) : null}
      </header>
      <ConnectionBar />
      <KnowledgeTabs page="articles" />
      <div className="kb-filters" role="search">
        <SearchField label={t('search')} inputRef={field} text={search.q ?? ''} onText={(q) => set({ q: q || undefined })} />
        <SelectField
          hideLabel
          label={t('filter.status')}
          value={search.status ?? ''}
          options={[{ value: '', label: t('filter.anyStatus') }, ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) }))]}
          onChange={(status) => set({ status: status || undefined })}
        />
        <SelectField
          hideLabel
          label={t('filter.audience')}
          value={search.audience ?? ''}
          options={(['', ...AUDIENCES] as const).map((value) => ({ value, label: t(value ? `audienceOf.${value}` : 'filter.anyAudience') }))}
          onChange={(audience) => set({ audience: audience || undefined })}
        />
        <SelectField
          hideLabel
          label={t('filter.owner')}
          value={search.owner ?? ''}
          options={[
            { value: '', label: t('filter.anyOwner') },
            { value: 'me', label: t('shared:you') },
            ...users.filter((user) => user.id !== me?.id).map((user) => ({ value: String(user.id), label: user.name })),
          ]}
          onChange={(owner) => set({ owner: owner || undefined })}
        />
        <LanguageFilter search={search} onChange={set} />
        <Checkbox label={t('filter.waiting')} isChecked={search.waiting ?? false} onChange={(isOn) => set({ waiting: isOn || undefined })} />
        <Checkbox label={t('filter.stale')} isChecked={search.stale ?? false} onChange={(isOn) => set({ stale: isOn || undefined })} />
      </div>
      <Articles search={search} isFiltered={isFiltered} onClear={() => onSearch({})} onNew={mayWrite ? () => create.mutate() : undefined} />
      <ImportDialog isOpen={isImporting} onOpenChange={setImporting} />
    </main>
  );
}

type Spoken = 'language' | 'missing_in' | 'behind_in';
const SPOKEN: readonly Spoken[] = ['language', 'missing_in', 'behind_in'];

/** Articles in a language, and what is missing or behind in it. */
function LanguageFilter({ search, onChange }: { search: ArticleFilters; onChange: (change: ArticleFilters) => void }) {
  const { t, i18n } = useTranslation('kb');
  const codes = (useQuery(languagesQuery).data?.results ?? []).map(({ language }) => language);
  const on = SPOKEN.find((name) => search[name]);
  const value = on ? `${on}:${search[on] ?? ''}` : '';
  const known = on && search[on] && !codes.includes(search[on]) ? [...codes, search[on]] : codes;
  if (known.length < 2 && !on) return null;
  return (
    <SelectField
      hideLabel
      label={t('languages.label')}
      value={value}
      options={[
        { value: '', label: t('filter.anyLanguage') },
        ...SPOKEN.flatMap((name) => known.map((code) => ({ value: `${name}:${code}`, label: t(`filter.${name}`, { language: languageName(code, i18n.language) }) }))),
      ]}
      onChange={(chosen) => {
        const [name, code] = chosen.split(':');
        onChange({ language: undefined, missing_in: undefined, behind_in: undefined, ...(name && code ? { [name]: code } : {}) });
      }}
    />
  );
}

interface ArticlesProps {
  search: ArticleFilters;
  isFiltered: boolean;
  onClear: () => void;
  onNew?: () => void;
}

function Articles({ search, isFiltered, onClear, onNew }: ArticlesProps) {
  const { t } = useTranslation('kb');
  const query = useInfiniteQuery(articlesQuery(search));
  const rows = query.data?.pages.flatMap((page) => page.results);
  useFound(rows && isFiltered ? t('found', { count: rows.length }) : null);
  if (query.error && !rows) return <ErrorState title={t('fault')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!rows) return <p className="t3 pad">{t('loading')}</p>;
  if (rows.length === 0) {
    return isFiltered ? (
      <Empty title={t('noMatch')} action={<Button onClick={onClear}>{t('clear')}</Button>} />
    ) : (
      <Empty title={t('empty')} action={onNew ? <Button onClick={onNew}>{t('new')}</Button> : undefined}>
        {t('emptyHint')}
      </Empty>
    );
  }
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard
    <div className="scroll" tabIndex={0} role="region" aria-label={t('list')}>
      <table className="kt">
        <thead>
          <tr>
            <th scope="col">{t('column.title')}</th>
            <th scope="col">{t('column.status')}</th>
            <th scope="col">{t('column.area')}</th>
            <th scope="col">{t('audience')}</th>
            <th scope="col">{t('owner')}</th>
            <th scope="col">{t('column.review')}</th>
            <th scope="col">{t('stats.helpful')}</th>
            <th scope="col">{t('column.updated')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} />
          ))}
        </tbody>
      </table>
      {query.hasNextPage ? (
        <p className="pad">
          <Button busy={query.isFetchingNextPage ? t('loading') : null} onClick={() => void query.fetchNextPage()}>
            {t('more')}
          </Button>
        </p>
      ) : null}
    </div>
  );
}

function Row({ row }: { row: ArticleRow }) {
  const { t, i18n } = useTranslation(['kb', 'shared']);
  const now = useNow(60_000);
  const voted = row.helpful_count + row.unhelpful_count;
  return (
    <tr>
      <td>
        <Link to="/kb/$id" params={{ id: String(row.id) }} className="row">
          <span className="ell med" dir="auto" title={row.title}>{row.title}</span>
          <Languages row={row} />
          {row.has_unpublished_changes ? <Badge tone="warn">{t('unpublished')}</Badge> : null}
        </Link>
      </td>
      <td data-label={t('column.status')}>
        <Badge tone={STATUS_TONE[row.status]}>{t(`status.${row.status}`)}</Badge>
      </td>
      <td data-label={t('column.area')} className="t2"><span className="ell" dir="auto">{row.product_area}</span></td>
      <td data-label={t('audience')} className="t2">{t(`audienceOf.${row.audience}`)}</td>
      <td data-label={t('owner')}>
        {row.owner ? (
          <span className="row g1">
            <Avatar id={row.owner.id} name={row.owner.name} size={16} />
            <span className="ell" dir="auto">{row.owner.name}</span>
          </span>
        ) : (
          <span className="t3">{t('shared:noOwner')}</span>
        )}
      </td>
      <td data-label={t('column.review')}>
        {row.review_due_on ? (
          row.is_stale ? (
            <Badge tone="bad">{t('review.overdue', { date: shortDate(`${row.review_due_on}T12:00`, now, i18n.language) })}</Badge>
          ) : (
            shortDate(`${row.review_due_on}T12:00`, now, i18n.language)
          )
        ) : null}
      </td>
      <td data-label={t('stats.helpful')} className="num">{voted > 0 ? t('stats.of', { yes: row.helpful_count, all: voted }) : null}</td>
      <td data-label={t('column.updated')} className="t2">
        <time dateTime={row.updated_at}>{relativeTime(row.updated_at, now, i18n.language)}</time>
      </td>
    </tr>
  );
}

/** Which languages an article is there in; a mark where one is behind. */
function Languages({ row }: { row: ArticleRow }) {
  const { t, i18n } = useTranslation('kb');
  if (row.translation_of) {
    return (
      <>
        <Badge tone="mute">{row.language.toUpperCase()}</Badge>
        {row.is_behind ? <Badge tone="bad">{t('languages.state.behind')}</Badge> : null}
      </>
    );
  }
  return (
    <>
      {row.translations.map((one) => (
        <Badge key={one.id} tone={one.is_behind ? 'bad' : one.status === 'published' ? 'mute' : 'warn'}>
          {one.language.toUpperCase()}
          <span className="vh">
            {languageName(one.language, i18n.language)}, {t(one.is_behind ? 'languages.state.behind' : `status.${one.status}`)}
          </span>
        </Badge>
      ))}
    </>
  );
}
