export { signOut } from './api';
export { ConfirmAddressScreen } from './confirm-address-screen';
export { ForgotScreen } from './forgot-screen';
export { ResetScreen } from './reset-screen';
export { SignInScreen } from './sign-in-screen';
