export declare const sample: number;
