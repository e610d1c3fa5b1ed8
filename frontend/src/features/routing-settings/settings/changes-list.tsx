import { useTranslation } from 'react-i18next';
import type { Comparison } from './api';
import { ruleText, type Names } from './sentences';

/** What differs between two versions, rule by rule. */
export function ChangesList({ changes, names }: { changes: Comparison; names: Names }) {
  const { t, i18n } = useTranslation('routing-settings');
  if (changes.rules.length === 0 && changes.settings.length === 0) return <p className="hint">{t('noChanges')}</p>;
  return (
    <ul className="rt-changes">
      {changes.rules.map(({ key, kind, before, after, place_before: from, place_after: to }) => (
        <li key={key}>
          <span className="row">
            <b className="med" dir="auto">
              {(after ?? before)?.name}
            </b>
            <span className="t3">{kind === 'moved' ? t('change.moved', { from, to }) : t(`change.${kind}`)}</span>
          </span>
          {before && kind !== 'moved' ? (
            <del className="why2" dir="auto">
              <span className="vh">{t('before')} </span>
              {ruleText(t, i18n.language, before, names)}
            </del>
          ) : null}
          {after && kind !== 'moved' ? (
            <ins className="why2" dir="auto">
              <span className="vh">{t('after')} </span>
              {ruleText(t, i18n.language, after, names)}
            </ins>
          ) : null}
        </li>
      ))}
      {changes.settings.map((name) => (
        <li key={name}>
          <span className="row">
            <b className="med">{t(`setting.${name}`, { defaultValue: name })}</b>
            <span className="t3">{t('change.changed')}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}
