import { environmentVariable } from '../../../lib/aws/environment';

describe('an environment variable', () => {
  afterEach(() => {
    delete process.env.BACKSTEP_TEST_TABLE;
  });

  it('is read by its name', () => {
    process.env.BACKSTEP_TEST_TABLE = 'Payments';

    expect(environmentVariable('BACKSTEP_TEST_TABLE')).toBe('Payments');
  });

  it.each([undefined, ''])('is named when it is %j', (value) => {
    if (value !== undefined) process.env.BACKSTEP_TEST_TABLE = value;

    expect(() => environmentVariable('BACKSTEP_TEST_TABLE')).toThrow(
      'the environment variable BACKSTEP_TEST_TABLE is not set; set it',
    );
  });
});
