import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import Plus from 'lucide-react/icons/plus';
import Star from 'lucide-react/icons/star';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import { Icon, IconButton, Loaded, toastFailure, useReasonOf } from '@/shared/ui';
import { forgetQuestion, questionsQuery, type AskQuestion } from './ask-api';
import type { AskSearch } from './ask-search';

/** One's own questions: those that one keeps, then the newest others. */
export function AskHistory({ search, onSearch }: { search: AskSearch; onSearch: (search: AskSearch) => void }) {
  const { t } = useTranslation('insights');
  const query = useQuery(questionsQuery);
  return (
    <nav className="aqs" aria-label={t('ask.questions')}>
      <button type="button" className="aqn" onClick={() => onSearch({})}>
        <Icon icon={Plus} size={14} /> {t('ask.new')}
      </button>
      <Loaded query={query} fault={t('ask.historyFault')}>
        {({ results }) => (
          <>
            <Part title={t('ask.kept_')} rows={results.filter((row) => row.is_kept)} search={search} onSearch={onSearch} />
            <Part title={t('ask.recent')} rows={results.filter((row) => !row.is_kept)} search={search} onSearch={onSearch} />
          </>
        )}
      </Loaded>
    </nav>
  );
}

interface PartProps {
  title: string;
  rows: readonly AskQuestion[];
  search: AskSearch;
  onSearch: (search: AskSearch) => void;
}

function Part({ title, rows, search, onSearch }: PartProps) {
  const { t } = useTranslation('insights');
  const client = useQueryClient();
  const reasonOf = useReasonOf();
  const forget = useMutation({
    mutationFn: forgetQuestion,
    onSettled: () => client.invalidateQueries({ queryKey: questionsQuery.queryKey }),
    onError: (error) => toastFailure(reasonOf(error)),
  });
  if (rows.length === 0) return null;
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {rows.map((row) => (
          <li key={row.id} className="row">
            <button
              type="button"
              className={`aqo${search.query === row.query ? ' on' : ''}`}
              aria-current={search.query === row.query ? 'true' : undefined}
              dir="auto"
              title={row.query}
              onClick={() => onSearch({ ...(row.question ? { q: row.question } : {}), query: row.query })}
            >
              {row.is_kept ? <Icon icon={Star} size={12} /> : null}
              <span className="ell">{row.question || row.query}</span>
            </button>
            <IconButton
              size="xs"
              label={t('ask.forget', { name: row.question || row.query })}
              onClick={(event) => {
                const list = event.currentTarget.closest('nav');
                forget.mutate(row.id, { onSettled: () => list?.querySelector<HTMLElement>('.aqn')?.focus() });
              }}
            >
              <Icon icon={X} size={12} />
            </IconButton>
          </li>
        ))}
      </ul>
    </>
  );
}
