import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FormSection } from '@/shared/ui';
import type { Import } from './api';
import { useWords } from './words';

/** The proof at the end: both sides counted apart, and drawn tickets compared word for word. */
export function Compared({ found }: { found: Import }) {
  const { t } = useTranslation('import');
  const words = useWords();
  if (found.by_year.length === 0) return null;
  const odd = found.by_year.filter(({ theirs, ours }) => theirs !== ours).length;
  return (
    <FormSection title={t('compared.title')} hint={odd === 0 ? t('compared.agree') : t('compared.differ', { count: odd })} isWide>
      <table className="dt imt">
        <thead>
          <tr>
            <th scope="col">{t('compared.group')}</th>
            <th scope="col" className="num">{t('compared.there')}</th>
            <th scope="col" className="num">{t('compared.here')}</th>
          </tr>
        </thead>
        <tbody>
          {found.by_year.map(({ name, theirs, ours }) => {
            const [year = '', status = ''] = name.split(' ');
            return (
              <tr key={name}>
                <th scope="row">
                  {year} {words.ours('status', status)}
                </th>
                <td className="num" data-label={t('compared.there')}>{words.number(theirs)}</td>
                <td className="num" data-label={t('compared.here')}>{theirs === ours ? words.number(ours) : <b className="bt">{words.number(ours)}</b>}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {found.records.map(({ name, theirs, ours }) => (
        <p key={name} className={theirs === ours ? 't2' : 'bt'}>
          {t(theirs === ours ? 'compared.read' : 'compared.lost', { kind: words.kind(name), theirs: words.number(theirs), ours: words.number(ours) })}
        </p>
      ))}
      <h3>{t('compared.samples', { count: found.samples.length })}</h3>
      <ul className="imissues">
        {found.samples.map((sample) => (
          <li key={sample.key}>
            {sample.ticket === null ? null : (
              <Link className="link" to="/inbox/$number" params={{ number: String(sample.ticket) }}>
                #{sample.ticket}
              </Link>
            )}{' '}
            <span className="t2">
              {sample.differing === 0
                ? t('compared.same', { key: sample.name, count: sample.theirs })
                : t('compared.other', { key: sample.name, count: sample.differing })}
            </span>
          </li>
        ))}
      </ul>
    </FormSection>
  );
}
