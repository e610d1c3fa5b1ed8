<?php

const KEY = '%CANDOR_KEY%';

function part(string $bytes): string
{
    return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
}

function candor_token(array $user): string
{
    $header = ['alg' => 'HS256', 'typ' => 'JWT'];
    $claims = [
        'sub' => $user['id'],
        'aud' => KEY,
        'exp' => time() + 900,
        'email' => $user['email'],
        'email_verified' => $user['has_confirmed_email'],
        'name' => $user['name'],
    ];
    $signed = part(json_encode($header, JSON_THROW_ON_ERROR)) . '.' . part(json_encode($claims, JSON_THROW_ON_ERROR));
    $signature = hash_hmac('sha256', $signed, getenv('CANDOR_WIDGET_SECRET'), true);

    return $signed . '.' . part($signature);
}
