import { useEffect } from 'react';
import { useOpenSettings, useSettingsAddress } from '@/shared/slots';
import { HoursScreen } from './hours-screen';
import { PeopleScreen } from './people-screen';
import type { HoursSearch, PeopleSearch, TeamsSearch } from './search';
import { TeamsScreen } from './teams-screen';

export function PeopleRoute() {
  const { search, onSearch } = useSettingsAddress<PeopleSearch>();
  return <PeopleScreen search={search} onSearch={onSearch} />;
}

/** An address of its own for links and the palette: the panel stands on the screen of people. */
export function InviteRoute() {
  const openSettings = useOpenSettings();
  useEffect(() => {
    void openSettings('/people', { search: { panel: 'invite' }, replace: true });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once, whatever else changes
  }, []);
  return null;
}

export function TeamsRoute() {
  const { search, onSearch } = useSettingsAddress<TeamsSearch>();
  return <TeamsScreen search={search} onSearch={onSearch} />;
}

export function HoursRoute() {
  const { search, onSearch } = useSettingsAddress<HoursSearch>();
  return <HoursScreen search={search} onSearch={onSearch} />;
}
