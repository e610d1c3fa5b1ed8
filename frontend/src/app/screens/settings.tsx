import { Outlet } from '@tanstack/react-router';
import { SettingsLayout, SettingsOverview } from '@/features/settings';

export function SettingsRoute() {
  return (
    <SettingsLayout>
      <Outlet />
    </SettingsLayout>
  );
}

export function SettingsHomeRoute() {
  return <SettingsOverview />;
}
