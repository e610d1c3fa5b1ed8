import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ChannelRule } from '@/shared/api';
import { channelRulesQuery, useMay } from '@/shared/directory';
import { SettingsPage } from '@/shared/form';
import { SettingsLink } from '@/shared/slots';
import { Badge, ChannelIcon, Loaded } from '@/shared/ui';

/** The channels without a screen of their own, and what holds for their tickets. */
export function ChannelsScreen() {
  const { t } = useTranslation('channels-settings');
  const may = useMay('field.write');
  const query = useQuery({ ...channelRulesQuery, enabled: may });
  return (
    <SettingsPage title={t('title')} may={may} refused={{ title: t('notAllowed'), hint: t('notAllowedHint') }}>
      <Loaded query={query} fault={t('fault')}>
        {(rules) => (
          <div className="scroll fbody">
            <p className="hint">{t('hint')}</p>
            <table className="dt cards">
              <thead>
                <tr>
                  <th scope="col">{t('channel')}</th>
                  <th scope="col">{t('brand')}</th>
                  <th scope="col">{t('team')}</th>
                  <th scope="col">{t('type')}</th>
                  <th scope="col">{t('replies')}</th>
                </tr>
              </thead>
              <tbody>
                {rules.map((rule) => (
                  <Row key={rule.channel} rule={rule} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Loaded>
    </SettingsPage>
  );
}

function Row({ rule }: { rule: ChannelRule }) {
  const { t } = useTranslation(['channels-settings', 'shared']);
  return (
    <tr>
      <th scope="row">
        <span className="row g1">
          <ChannelIcon channel={rule.channel} />
          <SettingsLink path={`/channels/${rule.channel}`} className="link">
            {t(`channels-settings:name.${rule.channel}`)}
          </SettingsLink>
          {rule.is_on ? null : <Badge tone="mute">{t('channels-settings:off')}</Badge>}
        </span>
      </th>
      <td data-label={t('channels-settings:brand')}>{rule.brand ? <bdi>{rule.brand.name}</bdi> : t('channels-settings:anyBrand')}</td>
      <td data-label={t('channels-settings:team')}>{rule.team ? <bdi>{rule.team.name}</bdi> : t('channels-settings:routed')}</td>
      <td data-label={t('channels-settings:type')}>{rule.type ? t(`shared:type.${rule.type}`) : t('channels-settings:anyType')}</td>
      <td data-label={t('channels-settings:replies')}>{t(`channels-settings:leaves.${rule.leaves_by}`)}</td>
    </tr>
  );
}
