/** Outputs under exactly the names that the command line and the examples read. */
import { CfnOutput, type Stack } from 'aws-cdk-lib';

export function output(stack: Stack, name: string, value: string): void {
  new CfnOutput(stack, name, { value });
}
