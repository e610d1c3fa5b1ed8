import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Loaded } from '@/shared/ui';
import { calibrationQuery } from './api';
import { Part } from './part';

/** How terms ended, by the health thirty days before: whether the rule tells anything. */
export function CalibrationTable() {
  const { t, i18n } = useTranslation('signals');
  const query = useQuery(calibrationQuery);
  return (
    <Part id="calibration" title={t('calibration.title')} hint={t('calibration.hint')}>
      <Loaded query={query} fault={t('calibration.fault')}>
        {({ bands, unknown }) =>
          bands.every(({ renewed, churned }) => renewed + churned === 0) ? (
            <p className="t2">{t('calibration.none')}</p>
          ) : (
            <>
              <table className="dt sgtrial">
                <thead>
                  <tr>
                    <th scope="col">{t('health.title')}</th>
                    <th scope="col" className="num">
                      {t('calibration.renewed')}
                    </th>
                    <th scope="col" className="num">
                      {t('calibration.churned')}
                    </th>
                    <th scope="col" className="num">
                      {t('calibration.share')}
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {bands.map(({ low, high, renewed, churned, share }) => (
                    <tr key={low}>
                      <th scope="row">{t('calibration.band', { low, high })}</th>
                      <td className="num">{renewed}</td>
                      <td className="num">{churned}</td>
                      <td className="num">{share === null ? t('calibration.few') : new Intl.NumberFormat(i18n.language, { style: 'percent', maximumFractionDigits: 1 }).format(share / 100)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              {unknown > 0 ? <p className="t3 f12">{t('calibration.unknown', { count: unknown })}</p> : null}
            </>
          )
        }
      </Loaded>
    </Part>
  );
}
