import { Outlet } from '@tanstack/react-router';
import { SettingsLayout } from '@/features/settings';

export function SettingsRoute() {
  return (
    <SettingsLayout>
      <Outlet />
    </SettingsLayout>
  );
}
