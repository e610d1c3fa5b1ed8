import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/shared/ui';
import { comparisonQuery } from './api';

const SIGNS = { added: '+', removed: '−', same: '', gap: '' } as const;

/** What changed between two versions, line by line; signs and words say what colors do. */
export function Comparison({ id, from, to }: { id: number; from: number; to: number }) {
  const { t } = useTranslation('kb');
  const query = useQuery(comparisonQuery(id, from, to));
  if (query.error) return <ErrorState title={t('compare.fault')} error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <p className="t3">{t('loading')}</p>;
  const { lines, from_title: before, to_title: after } = query.data;
  const isSame = before === after && lines.every(({ kind }) => kind === 'same' || kind === 'gap');
  return (
    <div className="kb-diff">
      {before === after ? null : (
        <p>
          <del dir="auto">{before}</del> <ins dir="auto">{after}</ins>
        </p>
      )}
      {isSame ? <p className="t2">{t('compare.same')}</p> : null}
      <ul>
        {lines.map((line, at) => (
          <li key={at} className={`is-${line.kind}`}>
            {line.kind === 'gap' ? (
              <span className="t3">{t('compare.gap')}</span>
            ) : (
              <>
                <span aria-hidden="true" className="sign">
                  {SIGNS[line.kind]}
                </span>
                {line.kind === 'same' ? null : <span className="vh">{t(`compare.${line.kind}`)}</span>}
                <span dir="auto">{line.text}</span>
              </>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}
