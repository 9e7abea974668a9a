/** What the functions read when they are loaded: import this file before them. */
process.env.TABLE_NAME = 'Service';
process.env.SAGAS_TABLE_NAME = 'Sagas';
process.env.STATE_MACHINE_ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:PlaceOrder';
process.env.RECOVERY_STATE_MACHINE_ARN = 'arn:aws:states:eu-west-1:111122223333:stateMachine:Recovery';
process.env.STACK_NAME = 'Orders';
process.env.EVENT_BUS_NAME = 'Backstep';
process.env.POWERTOOLS_SERVICE_NAME = 'service';
