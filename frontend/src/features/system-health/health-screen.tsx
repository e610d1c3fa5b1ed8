import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { absoluteTime } from '@/shared/lib/dates';
import { Badge, Button, FormSection, Loaded } from '@/shared/ui';
import { healthQuery, type SystemCheck, type SystemProblem } from './api';
import './health.css';

const ORDER = { fault: 0, warning: 1, ok: 2 };
const TONES = { fault: 'bad', warning: 'warn', ok: 'ok' } as const;

/** What is wrong with this installation, and what to do; the worst first. */
export function HealthScreen() {
  const { t } = useTranslation('system-health');
  const may = useMay('system.read');
  return (
    <SettingsPage title={t('title')} may={may} refused={{ title: t('notAllowed'), hint: t('notAllowedHint') }}>
      <Health />
    </SettingsPage>
  );
}

function Health() {
  const { t, i18n } = useTranslation('system-health');
  const query = useQuery(healthQuery);
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a region that scrolls must be reachable by keyboard */}
      <div className="scroll fbody" tabIndex={0} role="region" aria-label={t('label')}>
        <Loaded query={query} fault={t('fault')}>
          {(health) => (
            <FormSection title={t(`all.${health.state}`)} hint={t('at', { when: absoluteTime(health.looked_at, i18n.language) })}>
              <p>
                <Button busy={query.isFetching ? t('checking') : null} onClick={() => void query.refetch()}>
                  {t('again')}
                </Button>
              </p>
              <ul className="shl">
                {[...health.checks]
                  .sort((one, other) => ORDER[one.state] - ORDER[other.state])
                  .map((check) => (
                    <Check key={check.name} check={check} />
                  ))}
              </ul>
            </FormSection>
          )}
        </Loaded>
      </div>
      <footer className="foot">
        <span className="t3 f12">{t('foot')}</span>
      </footer>
    </>
  );
}

function Check({ check }: { check: SystemCheck }) {
  const { t } = useTranslation('system-health');
  return (
    <li>
      <h3>
        {t(`check.${check.name}`)} <Badge tone={TONES[check.state]}>{t(`state.${check.state}`)}</Badge>
      </h3>
      {check.problems.map((problem, index) => (
        <Problem key={`${problem.code} ${index}`} problem={problem} />
      ))}
    </li>
  );
}

function Problem({ problem }: { problem: SystemProblem }) {
  const { t } = useTranslation('system-health');
  const gaps = Object.fromEntries(problem.gaps.map(({ name, value }) => [name, value]));
  return (
    <p>
      {t(`said.${problem.code}`, gaps)} <span className="t2">{t(`advice.${problem.code}`, gaps)}</span>
    </p>
  );
}
