export { signOut } from './api';
export { ConfirmAddressScreen } from './confirm-address-screen';
export { ForgotScreen } from './forgot-screen';
export { JoinScreen } from './join-screen';
export { ResetScreen } from './reset-screen';
export { SignInScreen } from './sign-in-screen';
