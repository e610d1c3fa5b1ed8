import { useTranslation } from 'react-i18next';
import type { Result, WholePlaybook } from './words';

/** What a playbook prevented, in a line: people where both groups are large enough, counts before. */
export function usePrevented(): (result: Result) => string {
  const { t, i18n } = useTranslation('playbooks');
  const whole = (value: number): string => new Intl.NumberFormat(i18n.language).format(Math.round(value));
  return ({ prevented, reached, held_out }) => {
    if (prevented) return t('prevented.about', { value: whole(prevented.value), low: whole(prevented.low), high: whole(prevented.high) });
    return reached + held_out === 0 ? t('prevented.none') : t('prevented.few', { reached, held_out });
  };
}

/** Does it help: both groups side by side, and the difference with its interval. */
export function ResultPart({ playbook }: { playbook: WholePlaybook }) {
  const { t, i18n } = useTranslation('playbooks');
  const preventedOf = usePrevented();
  const { result, content, answers } = playbook;
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 0 });
  const shareOf = (wrote: number, all: number): string => (result.share && all > 0 ? percent.format(wrote / all) : t('of', { count: wrote, all }));
  const rows = [
    { name: t('group.reached'), all: result.reached, wrote: result.reached_wrote },
    { name: t('group.held_out'), all: result.held_out, wrote: result.held_out_wrote },
  ];
  return (
    <section className="pbpart">
      <h3>{t('result.title')}</h3>
      <table className="dt">
        <thead>
          <tr>
            <th scope="col">{t('result.who')}</th>
            <th scope="col" className="num">
              {t('result.met')}
            </th>
            <th scope="col" className="num">
              {t('result.wrote')}
            </th>
            <th scope="col" className="num">
              {t('result.share')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, all, wrote }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="num">{all}</td>
              <td className="num">{wrote}</td>
              <td className="num">{shareOf(wrote, all)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p>
        <b>{preventedOf(result)}</b>{' '}
        {result.share ? t('result.interval', { share: percent.format(result.share.value), low: percent.format(result.share.low), high: percent.format(result.share.high) }) : t('result.few')}
      </p>
      <p className="t2 f12">
        {t('result.rule', { days: content.outcome.days })} {playbook.judging > 0 ? t('result.judging', { count: playbook.judging }) : ''}
      </p>
      {content.action.kind === 'guidance' ? <p className="t2 f12">{t('result.answers', { ...answers })}</p> : null}
    </section>
  );
}
